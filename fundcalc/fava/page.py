from fava.ext import FavaExtensionBase
class SpecialAccounts(FavaExtensionBase):
    report_title = "Special accounts"

// The page is made on the server; this only follows a chosen filter at once, through Fava's own router.

/** Let Fava follow an address, as if a link to it had been clicked. */
function follow(url) {
  const link = document.createElement("a");
  link.href = url;
  document.querySelector(".fundcalc")?.append(link);
  link.click();
  link.remove();
}

/** The address that a form of filters asks for; what is left empty is left out. */
function addressOf(form) {
  const url = new URL(form.action, window.location.href);
  for (const [name, value] of new FormData(form)) {
    if (value !== "") {
      url.searchParams.set(name, value);
    }
  }
  return url.href;
}

// The book is open for reading: what would only answer "not allowed" is not offered.
const WRITING =
  'a[href$="#add-transaction"], li:has(> a[href*="/import/"]), dialog form > .flex-row { display: none !important; }';

export default {
  init() {
    const style = document.createElement("style");
    style.textContent = WRITING;
    document.head.append(style);
  },
  onExtensionPageLoad() {
    const form = document.querySelector(".fundcalc form");
    if (!form || form.dataset.followed) {
      return;
    }
    form.dataset.followed = "yes";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      follow(addressOf(form));
    });
    form.addEventListener("change", (event) => {
      if (event.target instanceof HTMLSelectElement) {
        follow(addressOf(form));
      }
    });
  },
};

// One sheet a document for all views in it: of the views' sheets the longest, which holds the rules of the others.
const SHEET = SIGNED.replace(/./g, (sign) => SIGNS[sign] ?? sign);

function dress(el) {
  const put = (root) => {
    const sheets = root.adoptedStyleSheets ?? [];
    let sheet = sheets.find((one) => one.cosnb);
    if (!sheet) root.adoptedStyleSheets = [...sheets, (sheet = Object.assign(new CSSStyleSheet(), { cosnb: " " }))];
    if (sheet.cosnb.length < SHEET.length) sheet.replaceSync((sheet.cosnb = SHEET));
  };
  put(document);
  // A view may be drawn before it is put into its place, which some notebooks keep apart from the document.
  requestAnimationFrame(() => { if (el.getRootNode() instanceof ShadowRoot) put(el.getRootNode()); });
}

// The search over the findings: text in, text out (textContent only, so nothing found can be markup).
"use strict";
(() => {
  const MOST = 100;
  const english = document.documentElement.lang === "en" ? 1 : 0;
  const told = document.getElementById("told");
  const list = document.getElementById("found");
  const words = document.getElementById("words");
  const result = document.getElementById("result");
  const digits = "๐๑๒๓๔๕๖๗๘๙";
  const fold = (text) =>
    text.toLowerCase().replace(/[๐-๙]/g, (sign) => String(digits.indexOf(sign))).normalize("NFC");
  const findings = window.itaFindings.map((one) => ({
    ...one,
    sought: fold([one.item, ...one.title, one.code, ...one.unit, ...one.said, one.quote].join(" ")),
  }));

  const element = (name, text, kind) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };

  const row = (one) => {
    const item = element("li", "", "finding " + one.result);
    const what = element("p", "", "what");
    what.append(element("span", window.itaResults[one.result][english], "badge " + one.result), " ");
    const link = element("a", one.item + " " + one.title[english]);
    link.href = "items/" + one.item.toLowerCase() + ".html#findings";
    what.append(link, " · ", one.unit[english], " · ", element("code", one.code));
    const said = element("p", "", "said");
    said.append(element("bdi", one.said[english]));
    item.append(what, said);
    if (one.quote) {
      const quote = element("blockquote", "");
      quote.lang = "th";
      quote.append(element("bdi", one.quote));
      item.append(quote);
    }
    return item;
  };

  const show = () => {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    const hits = findings.filter(
      (one) =>
        (!result.value || one.result === result.value) &&
        wanted.every((word) => one.sought.includes(word)),
    );
    list.replaceChildren(...hits.slice(0, MOST).map(row));
    const say = hits.length === 0 ? "none" : hits.length > MOST ? "first" : "some";
    told.textContent = told.dataset[say].replace("{n}", hits.length).replace("{m}", MOST);
  };

  words.addEventListener("input", show);
  result.addEventListener("change", show);
  show();
})();

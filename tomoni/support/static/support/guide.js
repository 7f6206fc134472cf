// The guide: asks, remembers in this tab only, and says what may fit. It sends nothing; there is nowhere to send it to.
"use strict";
(() => {
  const box = document.getElementById("guide");
  const data = JSON.parse(document.getElementById("guide-data").textContent);
  const lang = box.dataset.lang === "ja" ? "ja" : "en";
  const say = (ja, en) => (lang === "ja" ? ja : en);
  const words = (text) => text[lang] || text.ja;
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date());
  const root = new URL("../", document.currentScript.src).pathname; // of this site: others may stand beside it
  const KEPT = `tomoni-support-answers ${root}`;
  const order = Object.keys(data.facts);
  let answers = {};
  let trail = [];
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "{}");
    answers = kept.answers || {};
    trail = kept.trail || [];
  } catch {
    answers = {};
  }

  const keep = () => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ answers, trail }));
    } catch {
      // the tab remembers nothing; the page still works
    }
  };

  const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;
  const make = (name, text, more) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (lang !== "ja" && JAPANESE.test(text) && !/[A-Za-z]{2}/.test(text)) made.lang = "ja"; // what nobody translated
    for (const [key, value] of Object.entries(more || {})) made.setAttribute(key, value);
    return made;
  };

  const answer = (fact, value) => {
    answers[fact] = value;
    trail = [...trail.filter((one) => one !== fact), fact];
    keep();
    show(true);
  };

  const button = (text, act, primary) => {
    const made = make("button", text, { type: "button", class: primary ? "button primary" : "button" });
    made.addEventListener("click", act);
    return made;
  };

  const unsure = (fact) => button(say("わからない", "I don’t know"), () => answer(fact, null));

  const question = (id) => {
    const form = make("form", "", { class: "question", "aria-labelledby": "asked" });
    form.addEventListener("submit", (event) => event.preventDefault());
    if (id === "members_complete") return household(form);
    const fact = data.facts[id];
    const whose = fact.about === "member" ? say("あなたについて: ", "About you: ") : "";
    form.append(make("h2", whose + words(fact.question), { id: "asked", tabindex: "-1" }));
    if (fact.hint) form.append(make("p", words(fact.hint), { class: "hint", id: "asked-hint" }));
    const row = make("div", "", { class: "answers" });
    if (fact.kind === "yes") {
      row.append(button(say("はい", "Yes"), () => answer(id, true), true), button(say("いいえ", "No"), () => answer(id, false), true));
    } else if (fact.kind === "choice") {
      for (const [value, text] of fact.choices) row.append(button(words(text), () => answer(id, value), true));
    } else {
      const field = numberField(fact, "given");
      const send = () => {
        const value = read(field);
        if (value !== null) answer(id, value);
        else field.focus();
      };
      form.addEventListener("submit", send);
      row.append(field, make("span", fact.unit ? words(fact.unit) : ""), button(say("次へ", "Next"), send, true));
    }
    row.append(unsure(id));
    form.append(row);
    return form;
  };

  const numberField = (fact, id) => make("input", "", { id, type: "text", inputmode: "numeric", autocomplete: "off", maxlength: "14", "aria-label": words(fact.question) });

  const read = (field) => {
    const text = field.value.normalize("NFKC").replace(/[,\s]/g, "");
    const hit = text.match(/^(\d+(?:\.\d+)?)(億|万|千)?/);
    return hit ? Math.round(+hit[1] * ({ 億: 1e8, 万: 1e4, 千: 1e3 }[hit[2]] || 1)) : null;
  };

  const household = (form) => {
    const asked = order.filter((id) => data.facts[id].about === "member");
    form.append(make("h2", say("いっしょに暮らしている、ほかの人のことを教えてください", "Tell us about the other people of your household"), { id: "asked", tabindex: "-1" }));
    form.append(make("p", say("名前はいりません。答えたくないところは、空けておいてください。", "No names. Leave out what you don’t want to say."), { class: "hint" }));
    const list = make("div");
    const rows = [];
    const more = () => {
      const set = make("fieldset");
      set.append(make("legend", say(`${rows.length + 1}人目`, `Person ${rows.length + 1}`)));
      const row = {};
      for (const id of asked) {
        const fact = data.facts[id];
        const line = make("p");
        const name = `m${rows.length}-${id}`;
        line.append(make("label", words(fact.label) + " ", { for: name }));
        if (fact.kind === "number") row[id] = numberField(fact, name);
        else {
          row[id] = make("select", "", { id: name });
          for (const [value, text] of [["", say("わからない", "I don’t know")], ["1", say("はい", "yes")], ["0", say("いいえ", "no")]]) row[id].append(make("option", text, { value }));
        }
        row[id].removeAttribute("aria-label");
        line.append(row[id]);
        if (fact.unit) line.append(" " + words(fact.unit));
        set.append(line);
      }
      rows.push(row);
      list.append(set);
    };
    more();
    const done = () => {
      const said = rows.map((row) => {
        const one = {};
        for (const [id, field] of Object.entries(row)) {
          const value = data.facts[id].kind === "number" ? read(field) : field.value === "" ? null : field.value === "1";
          if (value !== null) one[id] = value;
        }
        return one;
      });
      answers.members = said; // of whom nothing was said is there all the same, and not known
      answer("members_complete", true);
    };
    const row = make("div", "", { class: "answers" });
    row.append(button(say("もう一人ふやす", "One more person"), more), button(say("これで全員", "That is everybody"), done, true), button(say("ひとりで暮らしている", "I live alone"), () => { answers.members = []; answer("members_complete", true); }, true), unsure("members_complete"));
    form.append(list, row);
    return form;
  };

  const told = (id) => {
    if (id === "members_complete") return answers.members_complete ? say(`世帯のほかの人: ${answers.members.length}人`, `Others in the household: ${answers.members.length}`) : say("世帯のほかの人: わからない", "Others in the household: not known");
    const fact = data.facts[id];
    const value = answers[id];
    const choice = (fact.choices || []).find(([one]) => one === value);
    const text = value === null ? say("わからない", "I don’t know") : value === true ? say("はい", "yes") : value === false ? say("いいえ", "no") : choice ? words(choice[1]) : `${value.toLocaleString("en")}${fact.unit ? (lang === "ja" ? "" : " ") + words(fact.unit) : ""}`;
    return `${words(fact.label)}: ${text}`;
  };

  const given = () => {
    const part = make("details", "", { class: "given" });
    part.append(make("summary", say(`答えたこと（${trail.length}）`, `Your answers (${trail.length})`)));
    const list = make("ul");
    for (const id of trail) {
      const line = make("li", told(id) + " ");
      const again = make("button", say("答え直す", "change"), { type: "button", "aria-label": say("答え直す: ", "Change: ") + told(id) });
      again.addEventListener("click", () => {
        delete answers[id];
        if (id === "members_complete") delete answers.members;
        trail = trail.filter((one) => one !== id);
        keep();
        show(true);
      });
      line.append(again);
      list.append(line);
    }
    part.append(list);
    return part;
  };

  const card = (measure, found) => {
    const made = make("li", "", { class: `measure outcome-${found.state}` });
    const head = make("h3");
    head.append(make("a", words(measure.title), { href: box.dataset.root + measure.key + "/" }));
    made.append(head);
    if (measure.provider) made.append(make("p", measure.provider, { class: "who", ...(lang === "ja" ? {} : { lang: "ja" }) }));
    if (found.state === "unknown") {
      made.append(make("p", found.open.length ? say(`あと${found.open.length}問でわかります`, `${found.open.length} more question${found.open.length > 1 ? "s" : ""} to know`) : say("わからないところがあります。電話や窓口で確かめてください。", "Some things are open: please ask by telephone or at the counter.")));
    }
    if (found.state === "unlikely") {
      made.append(make("p", say("次の条件に合わない可能性があります: ", "These conditions may not be met: ") + found.against.map((one) => words(one.words)).join(say("、", "; ")) + say("。事情によっては使えることもあります。", ". There may be exceptions.")));
    }
    if (measure.phone.length) {
      const line = make("p");
      line.append(make("a", `${say("電話", "Tel.")} ${measure.phone[0]}`, { href: "tel:" + measure.phone[0].replace(/[^0-9+#*]/g, "") }));
      made.append(line);
    }
    if (found.state !== "unlikely") {
      for (const [title, lines] of [[say("持ち物", "What to bring"), measure.documents], [say("窓口で聞くこと", "Questions for the counter"), measure.ask.map(words)]]) {
        if (!lines.length) continue;
        made.append(make("h4", title));
        const list = make("ul", "", { class: "ticks" });
        for (const one of lines) list.append(make("li", one));
        made.append(list);
      }
    }
    return made;
  };

  const results = (all) => {
    const made = make("div");
    const groups = [
      ["likely", say("対象の可能性が高い支援", "Likely to fit")],
      ["unknown", say("まだわからない支援", "Not known yet")],
      ["unlikely", say("条件に合わない可能性がある支援", "May not fit")],
    ];
    for (const [state, title] of groups) {
      const some = all.filter(([, found]) => found.state === state);
      if (!some.length) continue;
      const part = state === "likely" || !trail.length ? make("section") : make("details", "", state === "unknown" ? { open: "" } : {});
      part.append(make(part.tagName === "DETAILS" ? "summary" : "h2", `${title}（${some.length}）`));
      const list = make("ul", "", { class: "measures" });
      some.sort((a, b) => a[1].open.length - b[1].open.length);
      for (const [measure, found] of some) list.append(card(measure, found));
      part.append(list);
      made.append(part);
    }
    return made;
  };

  const show = (moved) => {
    const all = data.measures.map((measure) => [measure, tomoniRules.decide(measure, answers, day)]);
    const count = (state) => all.filter(([, found]) => found.state === state).length;
    const asked = tomoniRules.next(data.measures, answers, day, order);
    box.replaceChildren();
    if (asked) box.append(question(asked));
    else box.append(make("p", say("質問はこれで終わりです。", "There is nothing more to ask."), { class: "lead", id: "asked", tabindex: "-1" }));
    const status = say(`可能性が高い ${count("likely")}件 · まだわからない ${count("unknown")}件`, `Likely ${count("likely")} · not known yet ${count("unknown")}`);
    box.append(make("p", status, { role: "status" }));
    if (trail.length) {
      const row = make("ul", "", { class: "buttons" });
      for (const [text, act] of [
        [say("結果を印刷する", "Print the results"), () => window.print()],
        [say("答えを全部消す", "Delete all answers"), () => { answers = {}; trail = []; try { sessionStorage.removeItem(KEPT); } catch { /* nothing was kept */ } show(true); }],
      ]) {
        const line = make("li");
        line.append(button(text, act));
        row.append(line);
      }
      box.append(given(), row);
    }
    box.append(results(all));
    if (moved) document.getElementById("asked").focus();
  };

  document.getElementById("guide-plain").hidden = true;
  box.hidden = false;
  show(false);
})();

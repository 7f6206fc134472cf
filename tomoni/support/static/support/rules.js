// What a rule comes to, as tomoni/support/eligibility/rules.py says it: true, false or null (not known).
"use strict";
const tomoniRules = (() => {
  const SHARES = 27720;
  const COMPLETE = "members_complete";
  const own = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
  const all = (parts) => (parts.includes(false) ? false : parts.includes(null) ? null : true);
  const not = (said) => (said === null ? null : !said);
  const number = (one) => typeof one === "number" && isFinite(one);

  const parameter = (values, day) => {
    let found = null;
    for (const [first, amount] of values || []) if (first <= day) found = amount;
    return found;
  };

  const compare = (given, op, wanted) => {
    if (op === "in") return Array.isArray(wanted) ? wanted.includes(given) : null;
    if (op === "=" || op === "!=") return typeof given === typeof wanted ? (given === wanted) === (op === "=") : null;
    if (!number(given) || !number(wanted)) return null;
    return { "<": given < wanted, "<=": given <= wanted, ">": given > wanted, ">=": given >= wanted }[op];
  };

  const value = (node, answers, parameters, day) => {
    if (own(node, "all")) return all(node.all.map((part) => value(part, answers, parameters, day)));
    if (own(node, "any")) return not(all(node.any.map((part) => not(value(part, answers, parameters, day)))));
    if (own(node, "not")) return not(value(node.not, answers, parameters, day));
    if (own(node, "member")) {
      const need = own(node, "at_least") ? node.at_least : 1;
      const said = [answers, ...(answers.members || [])].map((one) => value(node.member, one, parameters, day));
      const yes = said.filter((one) => one === true).length;
      const open = said.filter((one) => one === null).length;
      if (yes >= need) return true;
      return !answers[COMPLETE] || yes + open >= need ? null : false;
    }
    const wanted = own(node, "parameter") ? parameter((parameters || {})[node.parameter], day) : node.value;
    const given = own(answers, node.fact) ? answers[node.fact] : null;
    return given === null || wanted === null || wanted === undefined ? null : compare(given, node.op, wanted);
  };

  const factsOf = (node) => {
    let found = [];
    for (const part of [...(node.all || []), ...(node.any || []), ...(node.not ? [node.not] : [])]) found = found.concat(factsOf(part));
    if (node.member) found = found.concat(factsOf(node.member), [COMPLETE]);
    if (own(node, "fact")) found.push(node.fact);
    return found;
  };

  const decide = (measure, answers, day) => {
    const parts = measure.conditions.filter((one) => (!one.from || one.from <= day) && (!one.until || day <= one.until));
    const said = parts.map((one) => value(one.node, answers, measure.parameters, day));
    const against = parts.filter((_, at) => said[at] === false);
    if (against.length) return { state: "unlikely", against, open: [] };
    const open = [];
    parts.forEach((one, at) => {
      if (said[at] === null) for (const fact of factsOf(one.node)) if (!own(answers, fact) && !open.includes(fact)) open.push(fact);
    });
    return { state: said.includes(null) ? "unknown" : "likely", against: [], open };
  };

  const next = (measures, answers, day, order) => {
    const weight = new Map();
    for (const measure of measures) {
      const found = decide(measure, answers, day);
      const share = Math.floor(SHARES / Math.max(1, Math.min(12, found.open.length)));
      if (found.state === "unknown") for (const fact of found.open) weight.set(fact, (weight.get(fact) || 0) + share);
    }
    const place = (fact) => {
      const at = [...order, COMPLETE].indexOf(fact);
      return at < 0 ? order.length + 1 : at;
    };
    let best = "";
    for (const [fact, heavy] of weight) {
      if (!best || heavy > weight.get(best) || (heavy === weight.get(best) && place(fact) < place(best))) best = fact;
    }
    return best;
  };

  return { value, decide, next, factsOf };
})();
if (typeof window !== "undefined") window.tomoniRules = tomoniRules;

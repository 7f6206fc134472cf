// usage: node run.mjs ADDRESS CHROMIUM PAGE…  — Lighthouse's own mobile profile; prints JSON: [{page, scores, missed}]
// Of each page the middle one of three runs by performance, as Lighthouse's own documentation advises.
import lighthouse from "lighthouse";
import { launch } from "chrome-launcher";

const [address, chromePath, ...pages] = process.argv.slice(2);
const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"] });
const out = [];
try {
  for (const page of pages) {
    const runs = [];
    for (let n = 0; n < 3; n++) {
      const { lhr } = await lighthouse(new URL(page, address).href, { port: chrome.port, logLevel: "error" });
      runs.push(lhr);
    }
    runs.sort((a, b) => a.categories.performance.score - b.categories.performance.score);
    const lhr = runs[1];
    const scores = Object.fromEntries(Object.entries(lhr.categories).map(([name, one]) => [name, Math.round(one.score * 100)]));
    const missed = Object.values(lhr.categories).flatMap((one) =>
      one.auditRefs.filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 0.9)
        .map((ref) => `${one.id}/${ref.id} ${lhr.audits[ref.id].displayValue ?? ""} ${JSON.stringify((lhr.audits[ref.id].details?.items ?? []).slice(0, 2)).slice(0, 300)}`));
    out.push({ page, scores, all: runs.map((one) => Math.round(one.categories.performance.score * 100)), missed, lighthouse: lhr.lighthouseVersion });
  }
} finally {
  await chrome.kill();
}
console.log(JSON.stringify(out));

// Keeps the assets and the last pages that were opened, for when there is no connection. See tomoni/publish/offline.py.
"use strict";
const root = new URL("./", self.location);
const name = `tomoni ${root.pathname} `;
const edition = name + "EDITION";
const kept = ["KEPT"].map((path) => new URL(path, root).href);
const never = ["api", "desk", "accounts", "inbox", "static"];
const most = 60;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(edition).then((cache) => cache.addAll(kept)));
});

self.addEventListener("activate", (event) => {
  const drop = (keys) => Promise.all(keys.filter((key) => key.startsWith(name) && key !== edition).map((key) => caches.delete(key)));
  event.waitUntil(caches.keys().then(drop).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== root.origin || !url.pathname.startsWith(root.pathname)) return;
  const path = url.pathname.slice(root.pathname.length);
  if (never.includes(path.split("/")[0])) return;
  if (path.startsWith("assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

const asset = async (request) => {
  const cache = await caches.open(edition);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await cache.put(request, answer.clone());
  return answer;
};

const page = async (request) => {
  const cache = await caches.open(edition);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic") {
      await cache.put(request, answer.clone());
      await trim(cache);
    } else if (answer.status === 404 || answer.status === 410) {
      await cache.delete(request);
    }
    return answer;
  } catch {
    return (await cache.match(request, { ignoreSearch: true })) || Response.redirect(new URL("offline.html", root).href);
  }
};

const trim = async (cache) => {
  const assets = new URL("assets/", root).href;
  const opened = (await cache.keys()).filter(({ url }) => !kept.includes(url) && !url.startsWith(assets));
  for (const request of opened.slice(0, Math.max(0, opened.length - most))) await cache.delete(request);
};

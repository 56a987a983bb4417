const at = h => `${h}:@CANARY@/`;
const go = () => {
  for (const h of ["127.0.0.1", "[::1]", "localhost", "www.ailleurs.test"]) {
    fetch("http://" + at(h) + "service", {mode: "no-cors"}).catch(() => 0);
    try { new WebSocket("ws://" + at(h) + "service"); } catch (e) {}
    try { new WebSocket("wss://" + at(h) + "service"); } catch (e) {}
  }
};
self.addEventListener("install", e => { self.skipWaiting(); go(); });
self.addEventListener("activate", e => e.waitUntil(self.clients.claim()));
self.addEventListener("message", go);

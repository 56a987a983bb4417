const at = h => `${h}:@CANARY@/`;
for (const h of ["127.0.0.1", "[::1]", "localhost", "www.ailleurs.test"]) {
  fetch("http://" + at(h) + "shared", {mode: "no-cors"}).catch(() => 0);
  try { new WebSocket("ws://" + at(h) + "shared"); } catch (e) {}
  try { new WebSocket("wss://" + at(h) + "shared"); } catch (e) {}
}
onconnect = () => 0;

// An app and client made with the Dapr SDK for JavaScript, against the sidecar whose ports are given.
// Prints one line: RESULT and what each call returned, as JSON.
import { CommunicationProtocolEnum, DaprClient, DaprServer, HttpMethod, LogLevel } from "@dapr/dapr";

const [appPort, httpPort, grpcPort] = process.argv.slice(2);
const logger = { level: LogLevel.Error };
const daprHost = "127.0.0.1";

const received = [];
let waiting = [];
const receive = (event) => {
  received.push(event);
  waiting = waiting.filter((entry) => {
    if (received.length < entry.count) return true;
    entry.resolve();
    return false;
  });
};
const receivedAtLeast = (count) =>
  received.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve }));

const server = new DaprServer({
  serverHost: daprHost,
  serverPort: appPort,
  communicationProtocol: CommunicationProtocolEnum.HTTP,
  clientOptions: { daprHost, daprPort: httpPort, communicationProtocol: CommunicationProtocolEnum.HTTP, logger },
  logger,
});
await server.pubsub.subscribe("pubsub", "orders", async (data) => receive(data));
await server.invoker.listen("greet", async (data) => ({ hello: JSON.parse(data.body).name }), { method: HttpMethod.POST });
await server.start();

async function use(communicationProtocol, daprPort, name) {
  const client = new DaprClient({ daprHost, daprPort, communicationProtocol, logger });
  const result = {};
  const before = received.length;
  const text = (value) => (typeof value === "string" ? JSON.parse(value) : value);

  await client.state.save("cache", [
    { key: `${name}-1`, value: { number: 1 } },
    { key: `${name}-2`, value: { number: 2 } },
  ]);
  result.get = text(await client.state.get("cache", `${name}-1`));
  result.bulk = (await client.state.getBulk("cache", [`${name}-1`, `${name}-2`])).map((item) => item.key);
  // Over gRPC this SDK takes text only.
  await client.state.transaction("cache", [
    { operation: "upsert", request: { key: `${name}-3`, value: JSON.stringify({ number: 3 }) } },
    { operation: "delete", request: { key: `${name}-1` } },
  ]);
  result.afterTransaction = text(await client.state.get("cache", `${name}-3`));
  result.deleted = await client.state.get("cache", `${name}-1`);
  result.staleDelete = await client.state
    .delete("cache", `${name}-2`, { etag: "stale" })
    .then((answer) => answer.error !== undefined, () => true);

  await client.pubsub.publish("pubsub", "orders", { from: name, number: 1 });
  const bulk = await client.pubsub.publishBulk("pubsub", "orders", [{ from: name, number: 2 }, { from: name, number: 3 }]);
  result.failedMessages = bulk.failedMessages.length;
  await receivedAtLeast(before + 3);
  result.received = received.slice(before).filter((event) => event.from === name).map((event) => event.number).sort();

  result.invoke = await client.invoker.invoke("node-app", "greet", HttpMethod.POST, { name });
  result.secret = await client.secret.get("secrets", "plain");
  result.secrets = await client.secret.getBulk("secrets");
  await client.metadata.set("client", name);
  const metadata = await client.metadata.get();
  result.metadata = { id: metadata.id, components: metadata.components.map((component) => component.name).sort() };
  result.healthy = await client.health.isHealthy();
  await client.stop();
  return result;
}

const result = {
  http: await use(CommunicationProtocolEnum.HTTP, httpPort, "http"),
  grpc: await use(CommunicationProtocolEnum.GRPC, grpcPort, "grpc"),
};
console.log("RESULT " + JSON.stringify(result));
process.exit(0);

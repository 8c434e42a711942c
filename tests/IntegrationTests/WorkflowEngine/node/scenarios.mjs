// Plays every scenario with one worker and client of @dapr/durabletask-js against the sidecar at argv[2] and prints
// one line of JSON per scenario: {"name", "result"} or {"name", "error"}.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { TaskHubGrpcClient, TaskHubGrpcWorker } = require("@dapr/durabletask-js");
const { whenAll } = require("@dapr/durabletask-js/task");

// The package logs to standard output, which is for the results.
console.log = console.info = console.error;

const statusNames = ["RUNNING", "COMPLETED", "CONTINUED_AS_NEW", "FAILED", "CANCELED", "TERMINATED", "PENDING", "SUSPENDED"];
const address = process.argv[2];
const worker = new TaskHubGrpcWorker(address);
const client = new TaskHubGrpcClient(address);
const attempts = new Map();

const square = (_, number) => number * number;
const echo = (_, value) => value;
const explode = () => {
  throw new Error("it broke");
};
const failTwice = (_, key) => {
  const attempt = (attempts.get(key) ?? 0) + 1;
  attempts.set(key, attempt);
  if (attempt < 3) throw new Error(`attempt ${attempt} failed`);
  return attempt;
};

const fanOut = async function* (ctx, numbers) {
  const squares = yield whenAll(numbers.map((number) => ctx.callActivity(square, number)));
  return squares.reduce((sum, part) => sum + part, 0);
};
const timer = async function* (ctx) {
  const due = new Date(ctx.currentUtcDateTime.getTime() + 700);
  yield ctx.createTimer(due);
  return ctx.currentUtcDateTime.getTime() >= due.getTime() ? "on time" : "early";
};
const event = async function* (ctx) {
  const before = yield ctx.waitForExternalEvent("first");
  ctx.setCustomStatus("halfway");
  const after = yield ctx.waitForExternalEvent("second");
  return [before, after];
};
const child = async function* (ctx, number) {
  return yield ctx.callActivity(square, number);
};
const failing = async function* (ctx) {
  yield ctx.callActivity(explode);
};
const parent = async function* (ctx, number) {
  const result = yield ctx.callSubOrchestrator(child, number);
  let failure;
  try {
    yield ctx.callSubOrchestrator(failing);
  } catch (error) {
    failure = error.message;
  }
  return { result, failed: failure?.includes("it broke") };
};
const retrying = async function* (ctx, key) {
  for (;;) {
    try {
      return yield ctx.callActivity(failTwice, key);
    } catch {
      yield ctx.createTimer(new Date(ctx.currentUtcDateTime.getTime() + 10));
    }
  }
};
const counting = async function* (ctx, count) {
  const square_ = yield ctx.callActivity(square, count);
  if (count < 30) {
    ctx.continueAsNew(count + 1, true);
    return;
  }
  return square_;
};
const keeping = async function* (ctx, round) {
  if (round === 1) {
    yield ctx.waitForExternalEvent("go");
    ctx.continueAsNew(2, true);
    return;
  }
  return yield ctx.waitForExternalEvent("kept");
};

async function run(workflow, input, id) {
  const instance = await client.scheduleNewOrchestration(workflow, input, id);
  await client.waitForOrchestrationStart(instance);
  return instance;
}

async function describe(state) {
  return state && {
    status: statusNames[state.runtimeStatus],
    output: state.serializedOutput ? JSON.parse(state.serializedOutput) : null,
    ...(state.failureDetails && { failure: state.failureDetails.message }),
  };
}

const finish = async (instance) => describe(await client.waitForOrchestrationCompletion(instance, true, 30));
const current = async (instance) => client.getOrchestrationState(instance, true);

async function until(condition) {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20)))
    if (await condition()) return;
  throw new Error(`never: ${condition}`);
}

const scenarios = {
  fanOut: async () => finish(await run(fanOut, [1, 2, 3, 4, 5])),
  timer: async () => finish(await run(timer)),
  event: async () => {
    const instance = await run(event);
    await client.raiseOrchestrationEvent(instance, "second", "b");
    await client.raiseOrchestrationEvent(instance, "FIRST", "a");
    return finish(instance);
  },
  customStatus: async () => {
    const instance = await run(event);
    await client.raiseOrchestrationEvent(instance, "first", "a");
    await until(async () => (await current(instance)).serializedCustomStatus === "halfway");
    return "halfway";
  },
  child: async () => finish(await run(parent, 7)),
  failure: async () => finish(await run(failing)),
  retry: async () => finish(await run(retrying, "retry")),
  continueAsNew: async () => finish(await run(counting, 1)),
  continueAsNewKeepsEvents: async () => {
    const instance = await run(keeping, 1);
    await client.raiseOrchestrationEvent(instance, "kept", "unread");
    await client.raiseOrchestrationEvent(instance, "go");
    return finish(instance);
  },
  suspendAndResume: async () => {
    const instance = await run(event);
    await client.suspendOrchestration(instance);
    await client.raiseOrchestrationEvent(instance, "first", "a");
    await client.raiseOrchestrationEvent(instance, "second", "b");
    const suspended = await describe(await current(instance));
    await client.resumeOrchestration(instance);
    return { suspended, resumed: await finish(instance) };
  },
  terminate: async () => {
    const instance = await run(event);
    await client.terminateOrchestration(instance, "enough");
    return describe(await current(instance));
  },
  purge: async () => {
    const instance = await run(event);
    let refusal = null;
    try {
      await client.purgeOrchestration(instance);
    } catch (error) {
      refusal = error.details;
    }
    await client.terminateOrchestration(instance);
    const purged = await client.purgeOrchestration(instance);
    return { refusal, purged: purged.deletedInstanceCount, left: (await current(instance)) ?? null };
  },
};

for (const activity of [square, echo, explode, failTwice]) worker.addNamedActivity(activity.name, activity);
for (const workflow of [fanOut, timer, event, child, failing, parent, retrying, counting, keeping])
  worker.addNamedOrchestrator(workflow.name, workflow);
await worker.start();
await Promise.all(
  Object.entries(scenarios).map(async ([name, play]) => {
    const outcome = await play().then((result) => ({ result }), (error) => ({ error: String(error?.stack ?? error) }));
    process.stdout.write(`${JSON.stringify({ name, ...outcome })}\n`);
  }),
);
process.exit(0);

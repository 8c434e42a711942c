using System.Text.Json;
using System.Text.Json.Serialization;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Worker.Admission;
using ReportScheduler.Worker.Alerts;
using ReportScheduler.Worker.DataSources;
using ReportScheduler.Worker.Delivering;

namespace ReportScheduler.Worker;

/// <summary>Source-generated JSON of what the Worker receives and sends.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RunRequested))]
[JsonSerializable(typeof(RunFinished))]
[JsonSerializable(typeof(TopicReply))]
[JsonSerializable(typeof(SourceTestRequest))]
[JsonSerializable(typeof(SourceTestResponse))]
[JsonSerializable(typeof(WebhookPayload))]
[JsonSerializable(typeof(AlertRaised))]
[JsonSerializable(typeof(AlertPayload))]
[JsonSerializable(typeof(GateCheckRequest))]
[JsonSerializable(typeof(GateCheckResult))]
internal sealed partial class WorkerJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Dapr.AspNetCore;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Worker.Admission;
using ReportScheduler.Worker.Alerts;
using ReportScheduler.Worker.Delivering;

namespace ReportScheduler.Worker;

/// <summary>Source-generated JSON of what the Worker receives and sends.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RunsRequested))]
[JsonSerializable(typeof(TopicAnswer))]
[JsonSerializable(typeof(BulkSubscribeMessage<BulkMessageModel<RunFinished>>))]
[JsonSerializable(typeof(BulkSubscribeAppResponse))]
[JsonSerializable(typeof(DataSourceTestRequest))]
[JsonSerializable(typeof(DataSourceTestResult))]
[JsonSerializable(typeof(SourceRowsRequest))]
[JsonSerializable(typeof(SourceRows))]
[JsonSerializable(typeof(SourcePlanRequest))]
[JsonSerializable(typeof(SourcePlan))]
[JsonSerializable(typeof(WebhookPayload))]
[JsonSerializable(typeof(AlertRaised))]
[JsonSerializable(typeof(AlertPayload))]
[JsonSerializable(typeof(GateCheckRequest))]
[JsonSerializable(typeof(GateCheckResult))]
internal sealed partial class WorkerJson : JsonSerializerContext;

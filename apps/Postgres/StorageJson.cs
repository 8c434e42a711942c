using System.Text.Json;
using System.Text.Json.Serialization;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.Postgres;

/// <summary>Source-generated JSON of jsonb columns.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<ReportParameter>))]
[JsonSerializable(typeof(ReportOutput))]
[JsonSerializable(typeof(IReadOnlyList<DataSourceFile>))]
[JsonSerializable(typeof(BoundValues))]
[JsonSerializable(typeof(EmailSettings))]
[JsonSerializable(typeof(WebhookSettings))]
[JsonSerializable(typeof(IReadOnlyList<DeliveredFile>))]
internal sealed partial class StorageJson : JsonSerializerContext;

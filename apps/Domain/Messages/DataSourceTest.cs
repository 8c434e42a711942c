using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Messages;

/// <summary>Asks a worker to connect to a data source: method <see cref="Method"/> of the app <see cref="DaprNames.Worker"/>.</summary>
public sealed record DataSourceTestRequest(Guid TenantId, Guid DataSourceId)
{
    /// <summary>The Dapr method, by POST.</summary>
    public const string Method = "data-sources/test";
}

/// <summary>What came of the attempt.</summary>
/// <param name="Ok">True when the database answered and took the login.</param>
/// <param name="ServerVersion">Null unless it did.</param>
/// <param name="Message">Why it failed and what to do, for the owner of the data source; null when it did not.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Code">Why it failed, in snake_case and stable; null when it did not.</param>
public sealed record DataSourceTestResult(bool Ok, string? ServerVersion, string? Message, long DurationMs, string? Code = null);

/// <summary>Source-generated JSON of calls between the apps.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DataSourceTestRequest))]
[JsonSerializable(typeof(DataSourceTestResult))]
[JsonSerializable(typeof(SourceRowsRequest))]
[JsonSerializable(typeof(SourceRows))]
[JsonSerializable(typeof(SourcePlanRequest))]
[JsonSerializable(typeof(SourcePlan))]
[JsonSerializable(typeof(GateCheckRequest))]
[JsonSerializable(typeof(GateCheckResult))]
public sealed partial class InvocationJson : JsonSerializerContext;

using Dapr.Common.Serialization;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Runtime;

/// <summary>What every turn of this worker uses.</summary>
/// <param name="Serializer">Reads and writes payloads.</param>
/// <param name="Loggers">Makes the loggers of workflow code.</param>
/// <param name="AppId">The id of this app, if it is configured.</param>
internal sealed record TurnServices(IDaprSerializer Serializer, ILoggerFactory Loggers, string? AppId);

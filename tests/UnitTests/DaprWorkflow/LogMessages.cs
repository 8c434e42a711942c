using Microsoft.Extensions.Logging;

namespace ReportScheduler.UnitTests.DaprWorkflow;

internal static partial class LogMessages
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Step {Step}")]
    public static partial void LogStep(this ILogger logger, string step);
}

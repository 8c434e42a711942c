using System.Globalization;

namespace ReportScheduler.DevHost.Output;

/// <summary>Sends the log of DevHost's own parts to a file, and warnings to the console.</summary>
internal sealed class LogFileProvider(LogFile file, DevHostConsole console, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void Dispose() => file.Dispose();

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var now = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        file.Write($"{now} {level} {category}: {message}{(exception is null ? "" : "\n" + exception)}");
        console.Log("devhost", $"{level}: {message}", level >= LogLevel.Warning);
    }

    private sealed class FileLogger(LogFileProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                provider.Write(logLevel, category, formatter(state, exception), exception);
        }
    }
}

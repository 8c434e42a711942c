namespace ReportScheduler.TestKit.Postgres;

/// <summary>A server that the environment names.</summary>
internal sealed class GivenBackend(string connectionString) : TestBackend
{
    public override string ConnectionString => connectionString;

    public override bool IsTemporary => false;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>What a server of our own is started with.</summary>
/// <param name="DataFolder">Its data folder; made on the first start.</param>
/// <param name="Port">The port on 127.0.0.1 that it listens on.</param>
/// <param name="Password">The password of the superuser <c>postgres</c>; set on the first start.</param>
public sealed record ClusterOptions(string DataFolder, int Port, string Password)
{
    /// <summary>Server settings; neither names nor values may need quoting in a shell.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>False where the data need not survive a crash of the machine.</summary>
    public bool Durable { get; init; } = true;
}

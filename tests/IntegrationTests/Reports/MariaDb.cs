using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MySqlConnector;
using ReportScheduler.DevHost.LocalPostgres;
using ReportScheduler.DevHost.Processes;
using ReportScheduler.Domain.Reports;
using ReportScheduler.IntegrationTests.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Processes;

[assembly: AssemblyFixture(typeof(MariaDb))]

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>
/// A server of MariaDB for the tests of a process, started at the first use from the machine's programs (Debian's package
/// <c>mariadb-server-core</c>), on loopback, with TLS, and gone after the last test.
/// </summary>
public sealed class MariaDb : IAsyncDisposable
{
    private const string Program = "/usr/sbin/mariadbd";
    private const string Scripts = "/usr/share/mysql";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Lazy<Task> _started;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"report-scheduler-mariadb-{Guid.CreateVersion7():n}");
    private readonly TestCertificates _certificates = new();
    private readonly int _port = FreePorts.Take();
    private ChildProcess? _server;

    public MariaDb() => _started = new(StartAsync);

    /// <summary>The authority that has signed the server's certificate, which is one for <c>localhost</c>.</summary>
    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    /// <summary>The settings by which a driver reaches it, as its superuser.</summary>
    public SourceSettings Settings => new(DataSourceKind.Mysql, "127.0.0.1", _port, "reports", "root", "", DataSourceSslMode.Disable, []);

    /// <summary>Starts it, or skips the test where it is not installed.</summary>
    public async Task UseAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "MariaDB is not on this machine: install mariadb-server-core.");
        await _started.Value;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Number of queries with the marker in their text that run on the server now.</summary>
    public async Task<long> RunningAsync(string marker) => Convert.ToInt64(
        await ScalarAsync($"SELECT count(*) FROM information_schema.processlist WHERE id <> connection_id() AND info LIKE '%{marker}%'"),
        CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _certificates.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        var cancellation = CancellationToken.None;
        var account = ServerAccount.ForThisProcess();
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        using (var certificate = _certificates.ForHost("localhost"))
        {
            await File.WriteAllTextAsync(AuthorityFile, _certificates.AuthorityPem, cancellation);
            await File.WriteAllTextAsync(Path.Combine(_folder, "server.pem"), certificate.ExportCertificatePem(), cancellation);
            await File.WriteAllTextAsync(Path.Combine(_folder, "key.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), cancellation);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "bootstrap.sql"), await BootstrapAsync(), cancellation);
        await account.TakeAsync(_folder, cancellation);

        string[] common = ["--no-defaults", $"--datadir={data}", "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=8M"];
        string[] bootstrapArguments =
            ["-c", """input=$1; shift; exec "$@" < "$input" """, "sh", Path.Combine(_folder, "bootstrap.sql"), Program, .. common, "--bootstrap"];
        var bootstrap = account.Run(new Tool("sh", bootstrapArguments));
        var bootstrapped = await bootstrap.RunAsync(output: null, cancellation);
        if (!bootstrapped.Succeeded) throw new InvalidOperationException(bootstrapped.Output);

        string[] arguments =
        [
            .. common, FormattableString.Invariant($"--port={_port}"), "--bind-address=127.0.0.1", $"--socket={_folder}/socket", "--skip-log-bin",
            $"--ssl-ca={AuthorityFile}", $"--ssl-cert={_folder}/server.pem", $"--ssl-key={_folder}/key.pem",
        ];
        _server = ChildProcess.StartBound("mariadbd", account.Run(new Tool(Program, arguments)));
        await _server.WaitUntilAsync(AnswersAsync, StartLimit, cancellation);
    }

    private static async Task<string> BootstrapAsync()
    {
        var sql = new StringWriter();
        await sql.WriteAsync("create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\n");
        foreach (var script in (string[])["mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"])
            await sql.WriteLineAsync(await File.ReadAllTextAsync(Path.Combine(Scripts, script)));
        await sql.WriteAsync("create database reports character set utf8mb4;\n");
        return sql.ToString();
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync();
            return true;
        }
        catch (MySqlException)
        {
            return false;
        }
    }

    /// <summary>A connection as its superuser.</summary>
    public async Task<MySqlConnection> OpenAsync()
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1",
            Port = (uint)_port,
            UserID = "root",
            Database = "reports",
            SslMode = MySqlSslMode.Disabled,
            Pooling = false,
            AllowUserVariables = true,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}

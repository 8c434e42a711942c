using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>
/// The account that PostgreSQL's programs run under. They refuse to run as root, so root lends them the account
/// <c>nobody</c>; everyone else runs them as themselves.
/// </summary>
public sealed class ServerAccount
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);
    private readonly string? _owner;
    private readonly string[] _prefix;

    private ServerAccount(string? user, string? group)
    {
        _owner = user is null ? null : $"{user}:{group}";
        _prefix = user is null ? [] : ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"];
    }

    /// <summary>The account for this process.</summary>
    /// <exception cref="DevHostException">This is root on a system where there is no other account to run under.</exception>
    public static ServerAccount ForThisProcess()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new ServerAccount(user: null, group: null);
        if (!OperatingSystem.IsLinux())
            throw new DevHostException("PostgreSQL does not run as root: start as an ordinary user.");
        var nobody = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(entry => entry[0] == "nobody")
            ?? throw new DevHostException("PostgreSQL does not run as root, and there is no user 'nobody': start as an ordinary user.");
        return new ServerAccount(nobody[2], nobody[3]);
    }

    /// <summary>The same program, run under this account and free of the caller's PostgreSQL settings.</summary>
    public Tool Run(Tool tool)
    {
        var environment = new Dictionary<string, string?>(tool.Environment) { ["LC_ALL"] = "C" };
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>())
        {
            if (name.StartsWith("PG", StringComparison.Ordinal))
                environment[name] = null;
        }

        tool = tool with { Environment = environment };
        return _prefix is [var program, .. var arguments]
            ? tool with { FileName = program, Arguments = [.. arguments, tool.FileName, .. tool.Arguments] }
            : tool;
    }

    /// <summary>Makes this account the owner of a file or a folder with all in it.</summary>
    public async Task TakeAsync(string path, CancellationToken cancellationToken)
    {
        if (_owner is null)
            return;
        var chown = await new Tool("chown", "-R", _owner, path).RunAsync(output: null, cancellationToken);
        if (!chown.Succeeded)
            throw new DevHostException($"'{path}' could not be handed to the account that PostgreSQL runs under: {chown.Output}");
    }

    /// <summary>
    /// The first of two folders in which this account can open files: a folder below root's home, say, is closed to it.
    /// The folder is made if need be.
    /// </summary>
    /// <exception cref="DevHostException">Neither can be used.</exception>
    public async Task<string> ReachableFolderAsync(string preferred, string fallback, CancellationToken cancellationToken)
    {
        foreach (var folder in new[] { preferred, fallback })
        {
            CreateOpen(folder);
            if (_owner is null)
                return folder;
            var probe = await Run(new Tool("test", "-x", folder)).RunWithinAsync(ProbeLimit, cancellationToken);
            if (probe == ToolResult.NotFound)
                throw new DevHostException("PostgreSQL does not run as root, and 'setpriv' (util-linux) is missing: start as an ordinary user.");
            if (probe is { Succeeded: true })
                return folder;
        }

        throw new DevHostException($"The account that PostgreSQL runs under can open neither '{preferred}' nor '{fallback}'.");
    }

    /// <summary>Makes the folders that are missing; where root's umask would close them to this account, they are opened for passing.</summary>
    private void CreateOpen(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (Path.GetDirectoryName(folder) is { } parent)
            CreateOpen(parent);
        Directory.CreateDirectory(folder);
        if (_owner is not null && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }
}

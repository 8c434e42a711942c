using System.Diagnostics;

namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>A folder on a file system in memory that has room for 1 MiB, until it grows.</summary>
internal sealed class TinyDisk : IAsyncDisposable
{
    private TinyDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts it; skips the test where that is not allowed.</summary>
    public static async Task<TinyDisk> MountAsync(string path, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can mount a file system of its own.");
        Directory.CreateDirectory(path);
        var refusal = await RunAsync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", path], cancellationToken);
        Assert.SkipUnless(refusal is null, $"Mounting a file system is not allowed here: {refusal}");
        return new TinyDisk(path);
    }

    /// <summary>Gives it room.</summary>
    public async Task GrowAsync(CancellationToken cancellationToken) =>
        (await RunAsync("mount", ["-o", "remount,size=256m", Path], cancellationToken)).Should().BeNull();

    public async ValueTask DisposeAsync() => await RunAsync("umount", ["--lazy", Path], CancellationToken.None);

    /// <returns>What the command says when it fails.</returns>
    private static async Task<string?> RunAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? null : error.Trim();
    }
}

namespace ReportScheduler.DevHost.Data;

/// <summary>Files with secrets, which only their owner may read (mode 0600; on Windows the folder's own rules hold).</summary>
internal static class OwnerFile
{
    /// <summary>Writes the file in one step: readers see the former content or the new one.</summary>
    public static async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var temporary = path + ".tmp";
        File.Delete(temporary);
        await using (var writer = new StreamWriter(temporary, options))
            await writer.WriteAsync(content.AsMemory(), cancellationToken);
        File.Move(temporary, path, overwrite: true);
    }
}

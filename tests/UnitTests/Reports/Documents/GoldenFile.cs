using System.Text;

namespace ReportScheduler.UnitTests.Reports.Documents;

/// <summary>Files that were looked at by people; a difference is shown as a whole file to look at and to copy.</summary>
internal static class GoldenFile
{
    public static void Check(string name, string actual)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Reports", "Documents", "Golden", name);
        var expected = File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8) : "";
        if (expected == actual) return;
        var copy = Path.Combine(Path.GetTempPath(), name);
        File.WriteAllText(copy, actual);
        var at = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
        Assert.Fail($"{name} differs at character {at}; look at {copy} and, if it is right, copy it to tests/UnitTests/Reports/Documents/Golden.");
    }
}

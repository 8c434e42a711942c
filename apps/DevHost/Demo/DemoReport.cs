namespace ReportScheduler.DevHost.Demo;

/// <summary>A report of the demo.</summary>
/// <param name="Name">By which it is found again.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Sql">Its query on the demo database.</param>
/// <param name="Parameters">Its parameters as a JSON array, as in the API.</param>
/// <param name="Output">What its files look like, as in the API.</param>
public sealed record DemoReport(string Name, string Description, string Sql, string Parameters = "[]", string Output = "{}");

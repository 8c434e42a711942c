using ReportScheduler.Api;

await ApiApp.Create(args).RunAsync();

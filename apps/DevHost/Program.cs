using ReportScheduler.DevHost;

return await DevHostProgram.RunAsync(args, Console.Out, Console.Error);

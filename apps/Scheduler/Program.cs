using ReportScheduler.Postgres;
using ReportScheduler.Scheduler;
using ReportScheduler.Scheduler.Firing;
using ReportScheduler.Scheduler.Following;
using ReportScheduler.Scheduler.Migration;
using ReportScheduler.Scheduler.Publishing;
using ReportScheduler.Scheduler.Reconciliation;
using ReportScheduler.Scheduler.Recovery;
using ReportScheduler.ServiceDefaults;

if (args is ["migrate"]) return await MigrateCommand.RunAsync();
if (args is ["recover"] or ["recover", "requeue"]) return await RecoverCommand.RunAsync(requeue: args.Length == 2);

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("report-scheduler");
builder.Services.AddFiringStores(builder.Configuration.GetRequiredConnectionString("Postgres"));
builder.Services.AddOptions<SchedulerOptions>().BindConfiguration(SchedulerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddOptions<ReconcilerOptions>().BindConfiguration(ReconcilerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton<SchedulerMetrics>();
builder.Services.AddSingleton<SchedulerSignal>();
builder.Services.AddSingleton<RunPublisher>();
builder.Services.AddHostedService<SignalRelay>();
builder.Services.AddHostedService<PublishLoop>();
builder.Services.AddHostedService<FiringLoop>();
builder.Services.AddHostedService<Reconciler>();
builder.Services.AddHostedService<FollowUpLoop>();
builder.Services.AddHostedService<GateLoop>();
builder.Services.AddSingleton<GateChecker>();
builder.Services.AddHostedService<PartitionKeeper>();

var app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
return 0;

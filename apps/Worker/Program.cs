using System.Globalization;
using Dapr.Workflow;
using ReportScheduler.Delivery;
using ReportScheduler.Postgres;
using ReportScheduler.Reports;
using ReportScheduler.ServiceDefaults;
using ReportScheduler.Worker;
using ReportScheduler.Worker.Admission;
using ReportScheduler.Worker.Alerts;
using ReportScheduler.Worker.DataSources;
using ReportScheduler.Worker.Delivering;
using ReportScheduler.Worker.Gates;
using ReportScheduler.Worker.Rendering;
using ReportScheduler.Worker.Runs;

// What is made here must not depend on the machine's language.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("report-worker");
builder.Services.AddTenantStores(builder.Configuration.GetRequiredConnectionString("Postgres"), keepsPlans: true);
builder.Services.AddReports(builder.Configuration);
builder.Services.AddDelivery(builder.Configuration);
builder.Services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WorkerJson.Default));
builder.Services.AddSingleton<WorkerMetrics>();
builder.Services.AddSingleton<WorkerIdentity>();
builder.Services.AddSingleton<RunSlots>();
builder.Services.AddSingleton<RunAdmission>();
builder.Services.AddSingleton<FinishedRuns>();
builder.Services.AddHostedService(services => services.GetRequiredService<FinishedRuns>());
builder.Services.AddHostedService<ArtifactSweeper>();
builder.Services.AddSingleton<RunEnding>();
builder.Services.AddSingleton<WorkflowCleanup>();
builder.Services.AddSingleton<ReportRendering>();
builder.Services.AddSingleton<PublicLinks>();
builder.Services.AddSingleton<EmailDelivery>();
builder.Services.AddSingleton<WebhookDelivery>();
builder.Services.AddSingleton<SourceAccess>();
builder.Services.AddSingleton<SourceTest>();
builder.Services.AddSingleton<SourceQuestions>();
builder.Services.AddSingleton<GateCheck>();
builder.Services.AddSingleton<AlertDelivery>();
builder.Services.AddDaprWorkflow(workflows =>
{
    workflows.RegisterWorkflow<ExecuteRun>();
    workflows.RegisterActivity<Render>();
    workflows.RegisterActivity<Deliver>();
    workflows.RegisterActivity<Finish>();
});

var app = builder.Build();
app.MapServiceDefaults();
app.UseCloudEvents();
app.MapSubscribeHandler();
app.MapRunSubscriptions();
app.MapSourceTest();
app.MapSourceQuestions();
app.MapGateCheck();
app.MapAlertSubscription();
await app.RunAsync();

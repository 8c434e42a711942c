using ReportScheduler.Api.Alerts;
using ReportScheduler.Api.Artifacts;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Backfills;
using ReportScheduler.Api.Calendars;
using ReportScheduler.Api.Credentials;
using ReportScheduler.Api.DataSources;
using ReportScheduler.Api.Deliveries;
using ReportScheduler.Api.Destinations;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Events;
using ReportScheduler.Api.Http;
using ReportScheduler.Api.Json;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Api.Previews;
using ReportScheduler.Api.Reports;
using ReportScheduler.Api.Runs;
using ReportScheduler.Api.Schedules;
using ReportScheduler.Api.Settings;
using ReportScheduler.Api.Validation;
using ReportScheduler.Api.Workers;
using ReportScheduler.Postgres;
using ReportScheduler.Reports;
using ReportScheduler.ServiceDefaults;

namespace ReportScheduler.Api;

/// <summary>The HTTP API as an app.</summary>
public static class ApiApp
{
    /// <summary>The Dapr app id.</summary>
    public const string AppId = "report-api";

    /// <param name="args">Configuration in front of the environment's, for example <c>--urls=http://127.0.0.1:5000</c>.</param>
    /// <exception cref="InvalidOperationException">The configuration lacks something the app must not run without.</exception>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddServiceDefaults(AppId);
        builder.Services.AddTenantStores(
            builder.Configuration.GetRequiredConnectionString("Postgres"));
        builder.AddApiAuthentication();
        builder.AddRateLimits();
        builder.Services.AddStrictJson();
        builder.Services.AddProblems();
        builder.Services.AddApiDocument();
        builder.Services.AddArtifacts(builder.Configuration);
        builder.Services.AddSingleton<DownloadLinks>();
        builder.AddAddressRules();
        builder.Services.AddSingleton<WorkerClient>();
        builder.Services.AddSingleton<KeyRotation>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KeyRotation>());
        builder.Services.AddSchedules();
        builder.Services.AddRuns();

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseDaprEvents();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseTenantLogScope();
        app.UseRateLimiter();
        app.UseOutputCache();

        app.MapServiceDefaults();
        app.MapApiDocument();
        app.MapDaprEvents();
        if (app.Environment.IsDevelopment()) app.MapDevelopmentTokens();

        app.MapDownloads();
        var v1 = app.MapGroup("/v1").RequireRole(Role.Viewer);
        v1.MapMe();
        v1.MapDataSources();
        v1.MapReports();
        v1.MapReportPreviews();
        v1.MapParameterOptions();
        v1.MapDestinations();
        v1.MapCalendars();
        v1.MapSchedules();
        v1.MapBackfills();
        v1.MapRuns();
        v1.MapArtifacts();
        v1.MapDownloadLinks();
        v1.MapDeliveries();
        v1.MapDataEvents();
        v1.MapAlerts();
        v1.MapSettings();
        return app;
    }
}

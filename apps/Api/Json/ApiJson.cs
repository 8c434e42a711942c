using System.Text.Json;
using System.Text.Json.Serialization;
using ReportScheduler.Api.Artifacts;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Backfills;
using ReportScheduler.Api.Calendars;
using ReportScheduler.Api.DataSources;
using ReportScheduler.Api.Destinations;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Events;
using ReportScheduler.Api.Previews;
using ReportScheduler.Api.Reports;
using ReportScheduler.Api.Runs;
using ReportScheduler.Api.Schedules;
using ReportScheduler.Api.Settings;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Calendars;

namespace ReportScheduler.Api.Json;

/// <summary>Source-generated JSON of every request and response.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(AccessToken))]
[JsonSerializable(typeof(DevelopmentTokenInput))]
[JsonSerializable(typeof(CurrentUser))]
[JsonSerializable(typeof(DataSourceInput))]
[JsonSerializable(typeof(Page<DataSource>))]
[JsonSerializable(typeof(DataSourceTestRequest))]
[JsonSerializable(typeof(DataSourceTestResult))]
[JsonSerializable(typeof(ReportInput))]
[JsonSerializable(typeof(Page<Report>))]
[JsonSerializable(typeof(Page<ReportVersion>))]
[JsonSerializable(typeof(ReportPreviewInput))]
[JsonSerializable(typeof(ReportPreview))]
[JsonSerializable(typeof(ReportPlan))]
[JsonSerializable(typeof(ParameterOptions))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(DestinationInput))]
[JsonSerializable(typeof(Page<Destination>))]
[JsonSerializable(typeof(ScheduleInput))]
[JsonSerializable(typeof(PauseInput))]
[JsonSerializable(typeof(Page<Schedule>))]
[JsonSerializable(typeof(PreviewInput))]
[JsonSerializable(typeof(NextFires))]
[JsonSerializable(typeof(CalendarInput))]
[JsonSerializable(typeof(BusinessCalendar))]
[JsonSerializable(typeof(Page<CalendarSummary>))]
[JsonSerializable(typeof(TenantSettingsInput))]
[JsonSerializable(typeof(TenantSettings))]
[JsonSerializable(typeof(BackfillInput))]
[JsonSerializable(typeof(Page<Backfill>))]
[JsonSerializable(typeof(DataEventInput))]
[JsonSerializable(typeof(Page<Alert>))]
[JsonSerializable(typeof(RunInput))]
[JsonSerializable(typeof(Page<Run>))]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(Page<Artifact>))]
[JsonSerializable(typeof(DownloadLinkInput))]
[JsonSerializable(typeof(DownloadLinkList))]
[JsonSerializable(typeof(StorageUsage))]
[JsonSerializable(typeof(Page<Domain.Deliveries.Delivery>))]
internal sealed partial class ApiJson : JsonSerializerContext;

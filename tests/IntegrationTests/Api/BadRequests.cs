namespace ReportScheduler.IntegrationTests.Api;

/// <summary>A request that must be refused.</summary>
/// <param name="Text">The body.</param>
internal sealed record BadRequest(string Method, string Path, string? Text, int Status, string Code)
{
    public string ContentType { get; init; } = "application/json";

    public string? IfMatch { get; init; }

    /// <summary>The fields that the answer names, each with its code.</summary>
    public Dictionary<string, string> Errors { get; init; } = [];
}

/// <summary>The catalogue of bad input; <c>{source}</c>, <c>{report}</c> and so on stand for ids that exist.</summary>
internal static class BadRequests
{
    private const string Source = """{"name":"N","kind":"postgresql","host":"db.example.com","port":5432,"database":"d","username":"u","sslMode":"require","password":"p"}""";
    private const string Report = """{"name":"N","dataSourceId":"{source}","sql":"SELECT 1"}""";
    private const string Schedule = """{"name":"N","reportId":"{report}","cron":"0 7 * * *","timeZone":"Europe/Berlin"}""";
    private const string Email = """{"name":"N","kind":"email","email":{"to":["a@example.com"]}}""";
    private const string Webhook = """{"name":"N","kind":"webhook","webhook":{"url":"https://example.com/"}}""";
    private const string Absent = "0190b5a0-0000-7000-8000-000000000000";

    public static readonly Dictionary<string, BadRequest> All = new()
    {
        ["unknown route"] = new("GET", "/v1/nothing", null, 404, "route_not_found"),
        ["id that is no UUID"] = new("GET", "/v1/reports/1", null, 404, "route_not_found"),
        ["method not offered"] = new("PATCH", "/v1/reports", "{}", 405, "method_not_allowed"),
        ["TRACE"] = new("TRACE", "/v1/reports", null, 405, "method_not_allowed"),
        ["XML"] = new("POST", "/v1/reports", "<report/>", 415, "unsupported_media_type") { ContentType = "application/xml" },
        ["no body"] = new("POST", "/v1/reports", "", 400, "bad_request"),
        ["JSON null"] = new("POST", "/v1/reports", "null", 400, "bad_request"),
        ["malformed JSON"] = new("POST", "/v1/reports", """{"name":""", 400, "malformed_json"),
        ["text after JSON"] = new("POST", "/v1/reports", $"{Report}x", 400, "malformed_json"),
        ["depth 65"] = new("POST", "/v1/schedules", With(Schedule, "\"parameters\":" + new string('[', 65) + new string(']', 65)), 400, "malformed_json"),
        ["unknown field"] = Unreadable(With(Report, "\"tenantId\":\"{source}\""), "unknown_field", "tenantId"),
        ["unknown nested field"] = Unreadable(With(Report, """ "parameters":[{"name":"a","type":"text","sql":""}]"""), "unknown_field", "parameters[0].sql"),
        ["field twice"] = new("POST", "/v1/reports", With(Report, "\"name\":\"M\""), 400, "invalid_json_value"),
        ["number in quotes"] = new("POST", "/v1/data-sources", Source.Replace("5432", "\"5432\"", StringComparison.Ordinal), 400, "invalid_json_value") { Errors = { ["port"] = "invalid_json_value" } },
        ["enum as number"] = new("POST", "/v1/data-sources", Source.Replace("\"require\"", "2", StringComparison.Ordinal), 400, "invalid_json_value") { Errors = { ["sslMode"] = "invalid_json_value" } },
        ["unknown enum"] = new("POST", "/v1/data-sources", Source.Replace("require", "always", StringComparison.Ordinal), 400, "invalid_json_value") { Errors = { ["sslMode"] = "invalid_json_value" } },
        ["id that is none in a body"] = Unreadable(Report.Replace("{source}", "x", StringComparison.Ordinal), "invalid_json_value", "dataSourceId"),
        ["half a surrogate pair"] = new("POST", "/v1/schedules", With(Schedule, """ "parameters":{"region":"\ud800"}"""), 400, "invalid_json_value") { Errors = { ["parameters"] = "invalid_json_value" } },
        ["NUL in parameters"] = new("POST", "/v1/schedules", With(Schedule, """ "parameters":{"region":"a\u0000b"}"""), 400, "invalid_json_value") { Errors = { ["parameters"] = "invalid_json_value" } },
        ["body over 1 MiB"] = new("POST", "/v1/reports", Report.Replace("SELECT 1", new string('x', 1024 * 1024), StringComparison.Ordinal), 413, "body_too_large"),

        ["limit 0"] = Query("/v1/runs?limit=0", "invalid_limit", "limit"),
        ["limit 201"] = Query("/v1/reports?limit=201", "invalid_limit", "limit"),
        ["limit that is no number"] = Query("/v1/reports?limit=many", "invalid_query_value", "limit"),
        ["forged cursor"] = Query("/v1/reports?cursor=Zm9yZ2Vk", "invalid_cursor", "cursor"),
        ["cursor that is no base64"] = Query("/v1/runs?cursor=%00%ff", "invalid_cursor", "cursor"),
        ["unknown state"] = Query("/v1/runs?state=lost", "invalid_query_value", "state"),
        ["state as number"] = Query("/v1/deliveries?state=1", "invalid_query_value", "state"),
        ["filter that is no UUID"] = Query("/v1/schedules?reportId=x", "invalid_query_value", "reportId"),
        ["count 101"] = Query("/v1/schedules/{schedule}/next-fires?count=101", "invalid_count", "count"),

        ["update without If-Match"] = new("PUT", "/v1/reports/{report}", Report, 428, "if_match_required"),
        ["delete without If-Match"] = new("DELETE", "/v1/reports/{report}", null, 428, "if_match_required"),
        ["update of an old version"] = new("PUT", "/v1/reports/{report}", Report, 412, "version_mismatch") { IfMatch = "\"99\"" },
        ["weak tag"] = new("PUT", "/v1/reports/{report}", Report, 412, "version_mismatch") { IfMatch = "W/\"1\"" },
        ["tag that is none"] = new("PUT", "/v1/reports/{report}", Report, 412, "version_mismatch") { IfMatch = "1" },
        ["delete of an old version"] = new("DELETE", "/v1/destinations/{destination}", null, 412, "version_mismatch") { IfMatch = "\"99\"" },

        ["data source without fields"] = Invalid("/v1/data-sources", "{}", ("name", "missing"), ("kind", "missing"), ("host", "missing"), ("database", "missing"), ("username", "missing"), ("sslMode", "missing"), ("password", "missing")),
        ["name too long"] = Invalid("/v1/data-sources", Source.Replace("\"N\"", $"\"{new string('n', 201)}\"", StringComparison.Ordinal), ("name", "too_long")),
        ["name with a line break"] = Invalid("/v1/data-sources", Source.Replace("\"N\"", "\"a\\nb\"", StringComparison.Ordinal), ("name", "invalid_text")),
        ["name turned around"] = Invalid("/v1/data-sources", Source.Replace("\"N\"", "\"a\\u202Eb\"", StringComparison.Ordinal), ("name", "invalid_text")),
        ["NUL in a user name"] = Invalid("/v1/data-sources", Source.Replace("\"u\"", "\"a\\u0000b\"", StringComparison.Ordinal), ("username", "invalid_text")),
        ["host with scheme"] = Host("https://db.example.com", "invalid_host"),
        ["host with blank"] = Host("db example", "invalid_host"),
        ["host list"] = Host("a.example.com,b.example.com", "invalid_host"),
        ["socket as host"] = Host("/var/run/postgresql", "invalid_host"),
        ["port 0"] = Invalid("/v1/data-sources", Source.Replace("5432", "0", StringComparison.Ordinal), ("port", "out_of_range")),
        ["port 65536"] = Invalid("/v1/data-sources", Source.Replace("5432", "65536", StringComparison.Ordinal), ("port", "out_of_range")),
        ["secret to another host"] = new("PUT", "/v1/data-sources/{source}", Source.Replace(",\"password\":\"p\"", "", StringComparison.Ordinal), 422, "invalid_fields") { IfMatch = "*", Errors = { ["password"] = "password_required" } },
        ["files of a database"] = Invalid("/v1/data-sources", With(Source, """ "files":[{"name":"a","format":"csv","url":"https://example.com/a.csv"}]"""), ("files", "not_of_kind")),
        ["host of files"] = Invalid("/v1/data-sources", With(Source.Replace("postgresql", "duckdb", StringComparison.Ordinal), """ "files":[{"name":"a","format":"csv","url":"https://example.com/a.csv"}]"""), ("host", "not_of_kind"), ("port", "not_of_kind"), ("database", "not_of_kind"), ("username", "not_of_kind"), ("sslMode", "not_of_kind"), ("password", "not_of_kind")),
        ["files without any"] = Invalid("/v1/data-sources", """{"name":"N","kind":"duckdb"}""", ("files", "file_count")),
        ["two files of SQLite"] = Files("sqlite", """{"name":"a","format":"sqlite","url":"https://example.com/a"},{"name":"b","format":"sqlite","url":"https://example.com/b"}""", ("files", "file_count")),
        ["51 files"] = Files("duckdb", string.Join(",", Enumerable.Repeat("null", 51)), ("files", "file_count")),
        ["file null"] = Files("duckdb", "null", ("files[0]", "missing")),
        ["file of nothing"] = Files("duckdb", "{}", ("files[0].name", "invalid_name"), ("files[0].format", "missing"), ("files[0]", "one_of_two")),
        ["file twice"] = Files("duckdb", """{"name":"a","format":"csv","url":"https://example.com/a"},{"name":"A","format":"csv","url":"https://example.com/a"}""", ("files[1].name", "duplicate_name")),
        ["file that is no table"] = Files("duckdb", """{"name":"a b","format":"csv","url":"https://example.com/a"}""", ("files[0].name", "invalid_name")),
        ["file from two places"] = Files("duckdb", """{"name":"a","format":"csv","url":"https://example.com/a","reportId":"{report}"}""", ("files[0]", "one_of_two")),
        ["file of an unknown report"] = Files("duckdb", $$"""{"name":"a","format":"csv","reportId":"{{Absent}}"}""", ("files[0].reportId", "unknown_report")),
        ["database of a report"] = Files("sqlite", """{"name":"a","format":"sqlite","reportId":"{report}"}""", ("files[0].format", "not_of_reports")),
        ["CSV of SQLite"] = Files("sqlite", """{"name":"a","format":"csv","url":"https://example.com/a"}""", ("files[0].format", "not_of_kind")),
        ["file of the machine"] = Files("duckdb", """{"name":"a","format":"csv","url":"file:///etc/passwd"}""", ("files[0].url", "address_refused")),
        ["file with a password in its address"] = Files("duckdb", """{"name":"a","format":"csv","url":"https://u:p@example.com/a"}""", ("files[0].url", "address_refused")),
        ["file with a blank in its address"] = Files("duckdb", """{"name":"a","format":"csv","url":"https://example.com/a b"}""", ("files[0].url", "invalid_url")),
        ["database that becomes files"] = new("PUT", "/v1/data-sources/{source}", """{"name":"Warehouse","kind":"duckdb","files":[{"name":"a","format":"csv","url":"https://example.com/a"}]}""", 422, "invalid_fields") { IfMatch = "*", Errors = { ["kind"] = "kind_fixed" } },
        ["another database without password"] = new("PUT", "/v1/data-sources/{source}", SameSource("prefer").Replace("postgresql", "mysql", StringComparison.Ordinal), 422, "invalid_fields") { IfMatch = "*", Errors = { ["password"] = "password_required" } },
        ["data source in use"] = new("DELETE", "/v1/data-sources/{source}", null, 409, "in_use") { IfMatch = "*" },
        ["duplicate name"] = new("POST", "/v1/data-sources", Source.Replace("\"N\"", "\"warehouse\"", StringComparison.Ordinal), 409, "duplicate_name") { Errors = { ["name"] = "duplicate_name" } },

        ["empty SQL"] = Invalid("/v1/reports", Report.Replace("SELECT 1", " ", StringComparison.Ordinal), ("sql", "missing")),
        ["SQL too long"] = Invalid("/v1/reports", Report.Replace("SELECT 1", new string('x', 100_001), StringComparison.Ordinal), ("sql", "too_long")),
        ["NUL in SQL"] = Invalid("/v1/reports", Report.Replace("SELECT 1", "SELECT \\u0000", StringComparison.Ordinal), ("sql", "invalid_text")),
        ["unknown data source"] = Invalid("/v1/reports", Report.Replace("{source}", Absent, StringComparison.Ordinal), ("dataSourceId", "unknown_data_source")),
        ["parameter twice"] = Parameters("""{"name":"a","type":"text"},{"name":"A","type":"text"}""", ("parameters[1].name", "duplicate_name")),
        ["parameter name that is none"] = Parameters("""{"name":"1; DROP TABLE x","type":"text"}""", ("parameters[0].name", "invalid_name")),
        ["parameter without type"] = Parameters("""{"name":"a"}""", ("parameters[0].type", "missing")),
        ["parameter null"] = Parameters("null", ("parameters[0]", "missing")),
        ["default of another type"] = Parameters("""{"name":"a","type":"integer","default":"x"}""", ("parameters[0].default", "invalid_value")),
        ["101 parameters"] = Parameters(string.Join(",", Enumerable.Range(0, 101).Select(i => $$"""{"name":"a{{i}}","type":"text"}""")), ("parameters", "too_many")),
        ["list whose default is none"] = Parameters("""{"name":"a","type":"integer","multiple":true,"default":1}""", ("parameters[0].default", "invalid_list")),
        ["choice without choices"] = Parameters("""{"name":"a","type":"choice"}""", ("parameters[0].choices", "choice_count")),
        ["choices of a text"] = Parameters("""{"name":"a","type":"text","choices":[{"value":"x"}]}""", ("parameters[0].choices", "not_of_type")),
        ["choice null"] = Parameters("""{"name":"a","type":"choice","choices":[null]}""", ("parameters[0].choices[0].value", "missing")),
        ["default that is no choice"] = Parameters("""{"name":"a","type":"choice","choices":[{"value":"x"}],"default":"y"}""", ("parameters[0].default", "invalid_value")),
        ["default relative to nothing"] = Parameters("""{"name":"a","type":"date","default":"start of nothing"}""", ("parameters[0].default", "invalid_value")),
        ["empty query of options"] = Parameters("""{"name":"a","type":"text","optionsSql":" "}""", ("parameters[0].optionsSql", "missing")),
        ["no format"] = Output("""{"formats":[]}""", ("output.formats", "missing")),
        ["format twice"] = Output("""{"formats":["csv","csv"]}""", ("output.formats[1]", "duplicate_format")),
        ["image without a chart"] = Output("""{"formats":["png"]}""", ("output.formats[0]", "chart_missing")),
        ["unknown format"] = new("POST", "/v1/reports", With(Report, """ "output":{"formats":["docx"]}"""), 400, "invalid_json_value") { Errors = { ["output.formats[0]"] = "invalid_json_value" } },
        ["unknown member of the output"] = Unreadable(With(Report, """ "output":{"colour":"red"}"""), "unknown_field", "output.colour"),
        ["unknown locale"] = Output("""{"locale":"de"}""", ("output.locale", "unknown_locale")),
        ["11 decimals"] = Output("""{"columns":[{"column":"a","decimals":11}]}""", ("output.columns[0].decimals", "out_of_range")),
        ["column null"] = Output("""{"columns":[null]}""", ("output.columns[0]", "missing")),
        ["chart without columns"] = Output("""{"chart":{"kind":"bar","category":"a","values":[]}}""", ("output.chart.values", "value_count")),
        ["section null"] = Output("""{"sections":[null]}""", ("output.sections[0]", "missing")),
        ["section without a query"] = Output("""{"sections":[{"name":"A"}]}""", ("output.sections[0].sql", "missing")),
        ["sections of one name"] = Output("""{"sections":[{"name":"A","sql":"SELECT 1"},{"name":"a","sql":"SELECT 1"}]}""", ("output.sections[1].name", "duplicate_name")),
        ["unknown delimiter"] = Output("""{"csv":{"delimiter":"#"}}""", ("output.csv.delimiter", "invalid_delimiter")),
        ["file password without a zip"] = Invalid("/v1/reports", With(Report, "\"filePassword\":\"s3cret\""), ("filePassword", "not_with_packing")),
        ["file password of two lines"] = Invalid("/v1/reports", With(Report, "\"filePassword\":\"a\\nb\",\"output\":{\"packing\":\"zip\"}"), ("filePassword", "invalid_text")),
        ["preview of no query"] = Invalid("/v1/reports/preview", "{}", ("dataSourceId", "missing"), ("sql", "missing")),
        ["preview of an unknown source"] = Invalid("/v1/reports/preview", $$"""{"dataSourceId":"{{Absent}}","sql":"SELECT 1"}""", ("dataSourceId", "unknown_data_source")),
        ["preview with a wrong value"] = Tried(""" "parameters":[{"name":"a","type":"integer"}],"values":{"a":"x","b":1}""", ("values.a", "invalid_value"), ("values.b", "unknown_parameter")),
        ["preview with values that are none"] = Tried(""" "values":[]""", ("values", "invalid_value")),
        ["preview with a wrong parameter"] = Tried(""" "parameters":[{"name":"1","type":"integer"}]""", ("parameters[0].name", "invalid_name")),
        ["preview of the future"] = Tried(""" "asOf":"2999-01-01T00:00:00Z" """, ("asOf", "in_future")),
        ["preview of a query in no zone"] = Tried(""" "timeZone":"Mars/Base" """, ("timeZone", "unknown_time_zone")),
        ["explanation of nothing"] = Invalid("/v1/reports/explain", "{}", ("dataSourceId", "missing"), ("sql", "missing")),
        ["options of no parameter"] = new("GET", "/v1/reports/{report}/parameters/nothing/options", null, 404, "not_found"),
        ["report in use"] = new("DELETE", "/v1/reports/{report}", null, 409, "in_use") { IfMatch = "*" },

        ["cron that is none"] = Cron("at seven", "invalid_cron"),
        ["@every_second"] = Cron("@every_second", "invalid_cron"),
        ["31 February"] = Cron("0 0 31 2 *", "never_fires"),
        ["zone without schedule"] = Cron("TZ=UTC", "invalid_cron"),
        ["endless cron"] = Cron(new string('0', 201), "invalid_cron"),
        ["unknown zone"] = Invalid("/v1/schedules", Schedule.Replace("Europe/Berlin", "Europe/Atlantis", StringComparison.Ordinal), ("timeZone", "unknown_time_zone")),
        ["unknown report"] = Invalid("/v1/schedules", Schedule.Replace("{report}", Absent, StringComparison.Ordinal), ("reportId", "unknown_report")),
        ["unknown destination"] = Invalid("/v1/schedules", With(Schedule, $"\"destinationIds\":[\"{Absent}\"]"), ("destinationIds[0]", "unknown_destination")),
        ["51 destinations"] = Invalid("/v1/schedules", With(Schedule, $"\"destinationIds\":[{string.Join(",", Enumerable.Range(0, 51).Select(i => $"\"{new Guid(i, 0, 0, new byte[8])}\""))}]"), ("destinationIds", "too_many")),
        ["parameter of another type"] = Invalid("/v1/schedules", With(Schedule, "\"parameters\":{\"region\":1}"), ("parameters.region", "invalid_value")),
        ["parameter that is not defined"] = Invalid("/v1/schedules", With(Schedule, "\"parameters\":{\"extra\":1}"), ("parameters.extra", "unknown_parameter")),
        ["parameters that are no object"] = Invalid("/v1/schedules", With(Schedule, "\"parameters\":[]"), ("parameters", "invalid_value")),
        ["note too long"] = new("POST", "/v1/schedules/{schedule}/pause", $$"""{"note":"{{new string('n', 501)}}"}""", 422, "invalid_fields") { Errors = { ["note"] = "too_long" } },

        ["neither cron nor timing"] = Invalid("/v1/schedules", """{"name":"N","reportId":"{report}"}""", ("cron", "missing")),
        ["cron and timing"] = Timing("""{"entries":[{"cron":"@daily"}],"timeZone":"UTC"},"cron":"@daily" """, ("cron", "one_of_two")),
        ["zone beside timing"] = Timing("""{"entries":[{"cron":"@daily"}],"timeZone":"UTC"},"timeZone":"UTC" """, ("timeZone", "one_of_two")),
        ["no entries"] = Timing("""{"timeZone":"UTC"}""", ("timing.entries", "required")),
        ["timing null entry"] = Timing("""{"entries":[null],"timeZone":"UTC"}""", ("timing.entries[0]", "missing")),
        ["21 entries"] = Timing($$"""{"entries":[{{string.Join(",", Enumerable.Repeat("{\"cron\":\"@daily\"}", 21))}}],"timeZone":"UTC"}""", ("timing.entries", "too_many")),
        ["entry of two kinds"] = Entry("""{"cron":"@daily","everySeconds":60}""", "timing.entries[0]", "invalid_entry"),
        ["entry of no kind"] = Entry("{}", "timing.entries[0]", "invalid_entry"),
        ["entry with a stray member"] = Entry("""{"cron":"@daily","time":"07:00"}""", "timing.entries[0].time", "invalid_entry"),
        ["31 February in timing"] = Entry("""{"cron":"0 0 31 2 *"}""", "timing.entries[0].cron", "never_fires"),
        ["once in the past"] = Entry("""{"at":"2026-01-01T07:00:00"}""", "timing", "never_fires"),
        ["@every_second in timing"] = Entry("""{"cron":"@every_second"}""", "timing.entries[0].cron", "invalid_cron"),
        ["rule that is none"] = Entry("""{"rrule":"FREQ=SOMETIMES","start":"2026-01-01T07:00:00"}""", "timing.entries[0].rrule", "invalid_rrule"),
        ["rule without start"] = Entry("""{"rrule":"FREQ=DAILY"}""", "timing.entries[0].start", "invalid_local_time"),
        ["start with an offset"] = Entry("""{"rrule":"FREQ=DAILY","start":"2026-01-01T07:00:00Z"}""", "timing.entries[0].start", "invalid_local_time"),
        ["interval of nothing"] = Entry("""{"everySeconds":0}""", "timing.entries[0].everySeconds", "invalid_interval"),
        ["24th business day"] = Entry("""{"businessDay":24,"time":"07:00"}""", "timing.entries[0].businessDay", "invalid_business_day"),
        ["business day without time"] = Entry("""{"businessDay":-1}""", "timing.entries[0].time", "invalid_time_of_day"),
        ["every second"] = Entry("""{"cron":"* * * * * *"}""", "timing.entries[0].cron", "too_often"),
        ["every 59 seconds"] = Entry("""{"everySeconds":59}""", "timing.entries", "too_often"),
        ["cron more often than allowed"] = Cron("*/30 * * * * *", "too_often"),
        ["two entries too close"] = Timing("""{"entries":[{"cron":"0 0 7 * * *"},{"cron":"30 0 7 * * *"}],"timeZone":"UTC"}""", ("timing.entries", "too_often")),
        ["unknown zone in timing"] = Timing("""{"entries":[{"cron":"@daily"}],"timeZone":"Mars/Base"}""", ("timing.timeZone", "unknown_time_zone")),
        ["zone without entries"] = Timing("""{"entries":[],"timeZone":"UTC"}""", ("timing.entries", "required")),
        ["end before start"] = Timing("""{"entries":[{"cron":"@daily"}],"timeZone":"UTC","startAt":"2027-01-02T00:00:00Z","endAt":"2027-01-01T00:00:00Z"}""", ("timing.endAt", "end_before_start")),
        ["nothing before the end"] = Timing("""{"entries":[{"cron":"@yearly"}],"timeZone":"UTC","startAt":"2027-01-02T00:00:00Z","endAt":"2027-02-01T00:00:00Z"}""", ("timing.endAt", "never_fires")),
        ["start without offset"] = new("POST", "/v1/schedules", Timed("""{"entries":[{"cron":"@daily"}],"timeZone":"UTC","startAt":"2027-01-02T00:00:00"}"""), 400, "invalid_json_value") { Errors = { ["timing.startAt"] = "invalid_json_value" } },
        ["jitter of more than an hour"] = Timing("""{"entries":[{"cron":"@daily"}],"timeZone":"UTC","jitterSeconds":3601}""", ("timing.jitterSeconds", "invalid_jitter")),
        ["unknown calendar"] = Timing($$"""{"entries":[{"cron":"@daily"}],"timeZone":"UTC","calendars":[{"id":"{{Absent}}"}]}""", ("timing.calendars[0]", "unknown_calendar")),
        ["unknown policy"] = new("POST", "/v1/schedules", Timed("""{"entries":[{"cron":"@daily"}],"timeZone":"UTC","gap":"jump"}"""), 400, "invalid_json_value") { Errors = { ["timing.gap"] = "invalid_json_value" } },

        ["catch-up without end"] = Rules("""{"catchUp":{"policy":"fireOnce","windowMinutes":44641}}""", ("rules.catchUp.windowMinutes", "out_of_range")),
        ["catch-up of one with a maximum"] = Rules("""{"catchUp":{"policy":"fireOnce","max":2}}""", ("rules.catchUp.max", "not_of_policy")),
        ["catch-up of too many"] = Rules("""{"catchUp":{"policy":"fireAll","max":1001}}""", ("rules.catchUp.max", "out_of_range")),
        ["queue of nothing"] = Rules("""{"overlap":{"policy":"queueAll","max":0}}""", ("rules.overlap.max", "out_of_range")),
        ["skipping with a maximum"] = Rules("""{"overlap":{"policy":"skip","max":2}}""", ("rules.overlap.max", "not_of_policy")),
        ["pause after no failure"] = Rules("""{"pauseAfterFailures":0}""", ("rules.pauseAfterFailures", "out_of_range")),
        ["no fires at all"] = Rules("""{"maxFires":0}""", ("rules.maxFires", "out_of_range")),
        ["deadline in a week and more"] = Rules("""{"deadlineMinutes":10081}""", ("rules.deadlineMinutes", "out_of_range")),
        ["gate of nothing"] = Rules("""{"gate":{}}""", ("rules.gate", "one_of_two")),
        ["gate of both"] = Rules("""{"gate":{"sql":"SELECT true","event":"loaded"}}""", ("rules.gate", "one_of_two")),
        ["gate that polls an event"] = Rules("""{"gate":{"event":"loaded","pollSeconds":60}}""", ("rules.gate.pollSeconds", "not_of_policy")),
        ["gate that polls all the time"] = Rules("""{"gate":{"sql":"SELECT true","pollSeconds":9}}""", ("rules.gate.pollSeconds", "out_of_range")),
        ["gate that waits for days"] = Rules("""{"gate":{"sql":"SELECT true","timeoutMinutes":1441}}""", ("rules.gate.timeoutMinutes", "out_of_range")),
        ["gate with an endless event"] = Rules($$$"""{"gate":{"event":"{{{new string('e', 201)}}}"}}""", ("rules.gate.event", "invalid_text")),
        ["unknown alert destination"] = Rules($$"""{"alertDestinationIds":["{{Absent}}"]}""", ("rules.alertDestinationIds[0]", "unknown_destination")),
        ["unknown rule"] = new("POST", "/v1/schedules", With(Schedule, "\"rules\":{\"never\":1}"), 400, "unknown_field") { Errors = { ["rules.never"] = "unknown_field" } },
        ["chain after nothing"] = Chain(Absent, "", ("rules.afterScheduleId", "unknown_schedule")),
        ["chain with a count"] = Chain("{schedule}", ",\"maxFires\":3", ("rules.maxFires", "not_with_chain")),
        ["chain with entries"] = Timing("""{"entries":[{"cron":"@daily"}],"timeZone":"UTC"},"rules":{"afterScheduleId":"{schedule}"}""", ("timing.entries", "not_with_chain")),
        ["chain with cron"] = Invalid("/v1/schedules", With(Schedule, "\"rules\":{\"afterScheduleId\":\"{schedule}\"}"), ("cron", "not_with_chain")),
        ["chain in no zone"] = Invalid("/v1/schedules", """{"name":"N","reportId":"{report}","timing":{},"rules":{"afterScheduleId":"{schedule}"}}""", ("timing.timeZone", "unknown_time_zone")),

        ["preview of nothing"] = Invalid("/v1/schedules/preview", "{}", ("timing", "missing")),
        ["preview of 101"] = Invalid("/v1/schedules/preview", """{"scheduleId":"{schedule}","count":101}""", ("count", "invalid_count")),
        ["preview of an unknown schedule"] = Invalid("/v1/schedules/preview", $$"""{"scheduleId":"{{Absent}}"}""", ("scheduleId", "unknown_schedule")),
        ["preview of no cron"] = Invalid("/v1/schedules/preview", """{"cron":"x","timeZone":"UTC"}""", ("cron", "invalid_cron")),
        ["preview in no zone"] = Invalid("/v1/schedules/preview", """{"cron":"@daily"}""", ("timeZone", "unknown_time_zone")),

        ["calendar without name"] = Invalid("/v1/calendars", "{}", ("name", "missing")),
        ["calendar that is never open"] = Invalid("/v1/calendars", """{"name":"N","weekend":["monday","tuesday","wednesday","thursday","friday","saturday","sunday"]}""", ("weekend", "too_many")),
        ["unknown weekday"] = new("POST", "/v1/calendars", """{"name":"N","weekend":["caturday"]}""", 400, "invalid_json_value"),
        ["holiday without date"] = Invalid("/v1/calendars", """{"name":"N","holidays":[{"name":"H"}]}""", ("holidays[0].date", "missing")),
        ["31 February as a holiday"] = new("POST", "/v1/calendars", """{"name":"N","holidays":[{"date":"2026-02-31","name":"H"}]}""", 400, "invalid_json_value") { Errors = { ["holidays[0].date"] = "invalid_json_value" } },
        ["5,001 holidays"] = Invalid("/v1/calendars", $$"""{"name":"N","holidays":[{{string.Join(",", Enumerable.Repeat("null", 5001))}}]}""", ("holidays", "too_many")),
        ["blackout that ends before it starts"] = Blackout("2026-12-24T18:00:00", "2026-12-24T18:00:00", ("blackouts[0].to", "end_before_start")),
        ["blackout with an offset"] = Blackout("2026-12-24T18:00:00Z", "2026-12-25T00:00:00", ("blackouts[0].from", "invalid_local_time")),
        ["import of JSON"] = Import("{}", 415, "unsupported_media_type") with { ContentType = "application/json" },
        ["import of something else"] = Import("hello", 422, "invalid_fields") with { Errors = new() { ["ics"] = "invalid_ics" } },
        ["import over 1 MiB"] = Import(new string('x', 1024 * 1024 + 1), 413, "body_too_large"),
        ["import in no zone"] = Import("BEGIN:VCALENDAR", 422, "invalid_fields", "?timeZone=Mars/Base") with { Errors = new() { ["timeZone"] = "unknown_time_zone" } },
        ["import of no years"] = Import("BEGIN:VCALENDAR", 400, "invalid_years", "?years=0") with { Errors = new() { ["years"] = "invalid_years" } },

        ["interval under the platform's"] = new("PUT", "/v1/settings", """{"minimumIntervalSeconds":59}""", 422, "invalid_fields") { IfMatch = "*", Errors = { ["minimumIntervalSeconds"] = "out_of_range" } },
        ["interval of more than a day"] = new("PUT", "/v1/settings", """{"minimumIntervalSeconds":86401}""", 422, "invalid_fields") { IfMatch = "*", Errors = { ["minimumIntervalSeconds"] = "out_of_range" } },
        ["retention of no day"] = new("PUT", "/v1/settings", """{"artifactRetentionDays":0}""", 422, "invalid_fields") { IfMatch = "*", Errors = { ["artifactRetentionDays"] = "out_of_range" } },
        ["retention of more than ten years"] = new("PUT", "/v1/settings", """{"artifactRetentionDays":3651}""", 422, "invalid_fields") { IfMatch = "*", Errors = { ["artifactRetentionDays"] = "out_of_range" } },
        ["settings without If-Match"] = new("PUT", "/v1/settings", """{"minimumIntervalSeconds":60}""", 428, "if_match_required"),

        ["backfill of nothing"] = Backfill("{}", ("from", "missing"), ("to", "missing")),
        ["backfill that ends before it starts"] = Backfill("""{"from":"2026-02-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}""", ("to", "end_before_start")),
        ["backfill of the future"] = Backfill("""{"from":"2026-02-01T00:00:00Z","to":"2999-01-01T00:00:00Z"}""", ("to", "in_future")),
        ["backfill of the sixties"] = Backfill("""{"from":"1969-02-01T00:00:00Z","to":"1969-03-01T00:00:00Z"}""", ("from", "out_of_range")),
        ["backfill without fires"] = Backfill("""{"from":"2026-02-01T08:00:00Z","to":"2026-02-01T09:00:00Z"}""", ("to", "no_fires")),
        ["backfill of ten years"] = Backfill("""{"from":"2016-02-01T00:00:00Z","to":"2026-02-01T00:00:00Z"}""", ("to", "too_many_fires")),
        ["backfill of 101 at a time"] = Backfill("""{"from":"2026-02-01T00:00:00Z","to":"2026-02-02T00:00:00Z","concurrency":101}""", ("concurrency", "out_of_range")),
        ["backfill with a wrong parameter"] = Backfill("""{"from":"2026-02-01T00:00:00Z","to":"2026-02-02T00:00:00Z","parameters":{"region":1}}""", ("parameters.region", "invalid_value")),
        ["cancel of no backfill"] = new("POST", $"/v1/backfills/{Absent}/cancel", null, 404, "not_found"),
        ["event without name"] = Invalid("/v1/events", "{}", ("name", "missing")),
        ["event with an endless name"] = Invalid("/v1/events", $$"""{"name":"{{new string('n', 201)}}"}""", ("name", "too_long")),
        ["parameters that a schedule does not fit"] = new("PUT", "/v1/reports/{report}", With(Report, "\"parameters\":[{\"name\":\"region\",\"type\":\"integer\"}]"), 422, "schedules_incompatible") { IfMatch = "*", Errors = { ["parameters.region"] = "invalid_value" } },
        ["weaker protection without password"] = new("PUT", "/v1/data-sources/{source}", SameSource("disable"), 422, "invalid_fields") { IfMatch = "*", Errors = { ["password"] = "password_required" } },

        ["destination of no kind"] = Invalid("/v1/destinations", """{"name":"N"}""", ("kind", "missing")),
        ["email without settings"] = Invalid("/v1/destinations", """{"name":"N","kind":"email"}""", ("email", "missing")),
        ["email with webhook settings"] = Invalid("/v1/destinations", With(Email, "\"webhook\":{\"url\":\"https://example.com/\"}"), ("webhook", "not_of_kind")),
        ["no recipient"] = Invalid("/v1/destinations", Email.Replace("\"a@example.com\"", "", StringComparison.Ordinal), ("email.to", "recipient_count")),
        ["501 recipients"] = Invalid("/v1/destinations", Email.Replace("\"a@example.com\"", string.Join(",", Enumerable.Range(0, 501).Select(i => $"\"a{i}@example.com\"")), StringComparison.Ordinal), ("email.to", "recipient_count")),
        ["recipient twice"] = Recipients("\"a@example.com\",\"A@example.com\"", ("email.to[1]", "duplicate_address")),
        ["recipient null"] = Recipients("null", ("email.to[0]", "invalid_address")),
        ["recipient with name"] = Recipients("\"Anna <a@example.com>\"", ("email.to[0]", "invalid_address")),
        ["two recipients in one"] = Recipients("\"a@example.com,b@example.com\"", ("email.to[0]", "invalid_address")),
        ["recipient with line break"] = Recipients("\"a@example.com\\r\\nBcc: b@example.com\"", ("email.to[0]", "invalid_address")),
        ["recipient ending in a line feed"] = Recipients("\"a@example.com\\n\"", ("email.to[0]", "invalid_address")),
        ["recipient without domain"] = Recipients("\"anna\"", ("email.to[0]", "invalid_address")),
        ["subject with line break"] = Invalid("/v1/destinations", Email.Replace("]}", "],\"subject\":\"a\\r\\nBcc: b@example.com\"}", StringComparison.Ordinal), ("email.subject", "invalid_text")),
        ["address without scheme"] = Url("example.com/hook", "address_refused"),
        ["file address"] = Url("file:///etc/passwd", "address_refused"),
        ["address with password"] = Url("https://user:pw@example.com/", "address_refused"),
        ["mail port"] = Url("https://example.com:25/", "address_refused"),
        ["address with line break"] = Url("https://example.com/\\nx", "invalid_url"),
        ["secret that is none"] = Invalid("/v1/destinations", Webhook.Replace("/\"}", "/\",\"secret\":\"hunter2\"}", StringComparison.Ordinal), ("webhook.secret", "invalid_secret")),
        ["secret too short"] = Invalid("/v1/destinations", Webhook.Replace("/\"}", "/\",\"secret\":\"whsec_c2hvcnQ=\"}", StringComparison.Ordinal), ("webhook.secret", "invalid_secret")),
        ["another kind"] = new("PUT", "/v1/destinations/{destination}", Webhook, 422, "invalid_fields") { IfMatch = "*", Errors = { ["kind"] = "kind_fixed" } },
        ["destination in use"] = new("DELETE", "/v1/destinations/{destination}", null, 409, "in_use") { IfMatch = "*" },

        ["run of nothing"] = Invalid("/v1/runs", "{}", ("reportId", "one_of_two")),
        ["run of both"] = Invalid("/v1/runs", """{"reportId":"{report}","scheduleId":"{schedule}"}""", ("reportId", "one_of_two")),
        ["run of an unknown schedule"] = Invalid("/v1/runs", $$"""{"scheduleId":"{{Absent}}"}""", ("scheduleId", "unknown_schedule")),
        ["run with a wrong parameter"] = Invalid("/v1/runs", """{"reportId":"{report}","parameters":{"region":true}}""", ("parameters.region", "invalid_value")),
        ["run in no zone"] = Invalid("/v1/runs", """{"reportId":"{report}","timeZone":"Mars/Base"}""", ("timeZone", "unknown_time_zone")),
        ["run of the sixties"] = Invalid("/v1/runs", """{"reportId":"{report}","asOf":"1969-01-01T00:00:00Z"}""", ("asOf", "out_of_range")),
        ["run of the future"] = Invalid("/v1/runs", """{"reportId":"{report}","asOf":"2999-01-01T00:00:00Z"}""", ("asOf", "in_future")),
        ["cancel of no run"] = new("POST", $"/v1/runs/{Absent}/cancel", null, 404, "not_found"),
        ["token for a slug that is none"] = Invalid("/dev/token", """{"tenant":"No Slug","user":"u","role":"viewer"}""", ("tenant", "invalid_slug")),
        ["token without role"] = Invalid("/dev/token", """{"tenant":"t","user":"u"}""", ("role", "missing")),
    };

    private static BadRequest Invalid(string path, string text, params (string Field, string Code)[] errors) =>
        new("POST", path, text, 422, "invalid_fields") { Errors = errors.ToDictionary(error => error.Field, error => error.Code) };

    private static BadRequest Unreadable(string text, string code, string field) =>
        new("POST", "/v1/reports", text, 400, code) { Errors = { [field] = code } };

    private static BadRequest Query(string path, string code, string field) => new("GET", path, null, 400, code) { Errors = { [field] = code } };

    private static BadRequest Host(string host, string code) =>
        Invalid("/v1/data-sources", Source.Replace("db.example.com", host, StringComparison.Ordinal), ("host", code));

    private static BadRequest Cron(string cron, string code) =>
        Invalid("/v1/schedules", Schedule.Replace("0 7 * * *", cron, StringComparison.Ordinal), ("cron", code));

    private static BadRequest Url(string url, string code) =>
        Invalid("/v1/destinations", Webhook.Replace("https://example.com/", url, StringComparison.Ordinal), ("webhook.url", code));

    private static BadRequest Recipients(string list, (string, string) error) =>
        Invalid("/v1/destinations", Email.Replace("\"a@example.com\"", list, StringComparison.Ordinal), error);

    private static BadRequest Parameters(string list, (string, string) error) =>
        Invalid("/v1/reports", With(Report, $"\"parameters\":[{list}]"), error);

    private static BadRequest Output(string output, (string, string) error) => Invalid("/v1/reports", With(Report, $"\"output\":{output}"), error);

    private static BadRequest Files(string kind, string files, params (string, string)[] errors) =>
        Invalid("/v1/data-sources", $$"""{"name":"N","kind":"{{kind}}","files":[{{files}}]}""", errors);

    private static BadRequest Tried(string more, params (string, string)[] errors) =>
        Invalid("/v1/reports/preview", $$"""{"dataSourceId":"{source}","sql":"SELECT 1",{{more}}}""", errors);

    private static string Timed(string timing) => $$"""{"name":"N","reportId":"{report}","timing":{{timing}}}""";

    private static BadRequest Timing(string timing, params (string, string)[] errors) => Invalid("/v1/schedules", Timed(timing), errors);

    private static BadRequest Entry(string entry, string field, string code) =>
        Timing($$"""{"entries":[{{entry}}],"timeZone":"UTC"}""", (field, code));

    private static BadRequest Rules(string rules, params (string, string)[] errors) => Invalid("/v1/schedules", With(Schedule, $"\"rules\":{rules}"), errors);

    private static BadRequest Chain(string upstream, string more, params (string, string)[] errors) =>
        Timing($$"""{"timeZone":"UTC"},"rules":{"afterScheduleId":"{{upstream}}"{{more}}}""", errors);

    private static BadRequest Blackout(string from, string to, (string, string) error) =>
        Invalid("/v1/calendars", $$"""{"name":"N","blackouts":[{"from":"{{from}}","to":"{{to}}","name":"B"}]}""", error);

    private static BadRequest Import(string text, int status, string code, string query = "") =>
        new("POST", "/v1/calendars/{calendar}/import" + query, text, status, code) { ContentType = "text/calendar" };

    private static BadRequest Backfill(string text, params (string, string)[] errors) => Invalid("/v1/schedules/{schedule}/backfills", text, errors);

    // As Tenant.DataSource makes it, but for its protection.
    private static string SameSource(string sslMode) =>
        $$"""{"name":"Warehouse","kind":"postgresql","host":"127.0.0.1","port":5432,"database":"sales","username":"reader","sslMode":"{{sslMode}}"}""";

    /// <summary>A JSON object with one more member.</summary>
    private static string With(string json, string member) => $"{json[..^1]},{member}}}";
}

namespace ReportScheduler.DevHost.Demo;

/// <summary>The reports of the demo.</summary>
public static class DemoReports
{
    public static DemoReport Weather { get; } = new(
        "Seattle weather by month",
        "Rain, sun and temperatures of each month of a year.",
        """
        SELECT to_char(date, 'YYYY-MM') AS month,
               count(*) FILTER (WHERE weather IN ('rain', 'drizzle')) AS rainy_days,
               count(*) FILTER (WHERE weather = 'sun') AS sunny_days,
               sum(precipitation) AS precipitation_mm,
               round(avg(temp_max), 1) AS average_high_c,
               round(avg(temp_min), 1) AS average_low_c,
               max(wind) AS strongest_wind_m_s
        FROM weather
        WHERE extract(year FROM date) = @year
        GROUP BY 1
        ORDER BY 1
        """,
        """[{"name":"year","type":"integer","label":"Year (2012 to 2015)","required":true,"default":2015}]""",
        """
        {
          "formats": ["csv", "xlsx", "pdf", "png"],
          "title": "Seattle weather in {{ parameters.year }}",
          "columns": [
            {"column": "month", "label": "Month"},
            {"column": "rainy_days", "label": "Rainy days"},
            {"column": "sunny_days", "label": "Sunny days"},
            {"column": "precipitation_mm", "label": "Precipitation (mm)", "style": "number", "decimals": 1},
            {"column": "average_high_c", "label": "Average high (°C)", "style": "number", "decimals": 1},
            {"column": "average_low_c", "label": "Average low (°C)", "style": "number", "decimals": 1},
            {"column": "strongest_wind_m_s", "label": "Strongest wind (m/s)", "style": "number", "decimals": 1}
          ],
          "chart": {"kind": "line", "category": "month", "values": ["average_high_c", "average_low_c"], "title": "Average temperatures"},
          "page": {"landscape": true}
        }
        """);

    public static DemoReport Airports { get; } = new(
        "Busiest airports",
        "Airports by departures in 2008, in one state or in all.",
        """
        SELECT airports.iata, airports.name, airports.city, airports.state,
               sum(flights.count) AS departures,
               count(*) AS destinations
        FROM flights
        JOIN airports ON airports.iata = flights.origin
        WHERE @state IS NULL OR airports.state = @state
        GROUP BY airports.iata
        ORDER BY departures DESC
        LIMIT @rows
        """,
        """
        [{"name":"state","type":"text","label":"State (empty: all)","required":false,"default":null},
         {"name":"rows","type":"integer","label":"Number of airports","required":true,"default":25}]
        """,
        """
        {
          "formats": ["xlsx", "html", "json", "ndjson", "parquet"],
          "introduction": "Departures of 2008.{% if parameters.state %} Only {{ parameters.state }}.{% endif %}",
          "sectionName": "Airports",
          "columns": [{"column": "departures", "label": "Departures", "style": "number"}],
          "chart": {"kind": "bar", "category": "iata", "values": ["departures"], "title": "Departures"},
          "sections": [
            {
              "name": "States",
              "sql": "SELECT airports.state, sum(flights.count) AS departures FROM flights JOIN airports ON airports.iata = flights.origin WHERE @state IS NULL OR airports.state = @state GROUP BY airports.state ORDER BY departures DESC",
              "columns": [{"column": "state", "label": "State"}, {"column": "departures", "label": "Departures", "style": "number"}]
            }
          ]
        }
        """);

    public static DemoReport Employment { get; } = new(
        "US employment by industry",
        "Employees in thousands, month by month, between two dates.",
        """
        SELECT month, nonfarm, nonfarm_change, construction, manufacturing, retail_trade, information,
               financial_activities, education_and_health_services, leisure_and_hospitality, government
        FROM employment
        WHERE month BETWEEN @from AND @to
        ORDER BY month
        """,
        """
        [{"name":"from","type":"date","label":"From","required":true,"default":"2008-01-01"},
         {"name":"to","type":"date","label":"To","required":true,"default":"2010-12-31"}]
        """,
        """
        {
          "formats": ["xlsx", "pdf", "csv"],
          "columns": [{"column": "month", "label": "Month", "style": "date"}, {"column": "nonfarm", "label": "All but farms", "style": "number"}],
          "chart": {"kind": "line", "category": "month", "values": ["construction", "manufacturing", "information"], "title": "Employees in thousands"},
          "csv": {"delimiter": ";", "byteOrderMark": true},
          "page": {"paper": "letter", "landscape": true},
          "packing": "zip"
        }
        """);

    public static DemoReport Countries { get; } = new(
        "Countries then and now",
        "How population, life expectancy and fertility changed between two years.",
        """
        SELECT earlier.country,
               earlier.population AS population_before, later.population AS population_after,
               earlier.life_expectancy AS life_expectancy_before, later.life_expectancy AS life_expectancy_after,
               later.life_expectancy - earlier.life_expectancy AS years_gained,
               earlier.children_per_woman AS children_before, later.children_per_woman AS children_after
        FROM countries AS earlier
        JOIN countries AS later ON later.country = earlier.country AND later.year = @until
        WHERE earlier.year = @since
        ORDER BY years_gained DESC
        """,
        """
        [{"name":"since","type":"integer","label":"From (1955, 1960, …)","required":true,"default":1955},
         {"name":"until","type":"integer","label":"To (…, 2005)","required":true,"default":2005}]
        """,
        """
        {
          "formats": ["pdf", "html", "xlsx"],
          "title": "Countries: {{ parameters.since }} and {{ parameters.until }}",
          "locale": "de-DE",
          "columns": [
            {"column": "country", "label": "Land"},
            {"column": "population_before", "label": "Einwohner damals", "style": "number"},
            {"column": "population_after", "label": "Einwohner heute", "style": "number"},
            {"column": "life_expectancy_before", "label": "Lebenserwartung damals", "style": "number", "decimals": 1},
            {"column": "life_expectancy_after", "label": "Lebenserwartung heute", "style": "number", "decimals": 1},
            {"column": "years_gained", "label": "Gewonnene Jahre", "style": "number", "decimals": 1},
            {"column": "children_before", "label": "Kinder je Frau damals", "style": "number", "decimals": 2},
            {"column": "children_after", "label": "Kinder je Frau heute", "style": "number", "decimals": 2}
          ],
          "page": {"landscape": true}
        }
        """);

    public static IReadOnlyList<DemoReport> All { get; } = [Weather, Airports, Employment, Countries];
}

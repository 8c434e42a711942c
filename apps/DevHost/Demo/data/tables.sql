CREATE TABLE weather (
    date date PRIMARY KEY,
    precipitation numeric NOT NULL,
    temp_max numeric NOT NULL,
    temp_min numeric NOT NULL,
    wind numeric NOT NULL,
    weather text NOT NULL
);
COMMENT ON TABLE weather IS 'Daily weather in Seattle, 2012 to 2015: millimetres, degrees Celsius, metres per second.';

CREATE TABLE airports (
    iata text PRIMARY KEY,
    name text NOT NULL,
    city text,
    state text,
    country text NOT NULL,
    latitude numeric NOT NULL,
    longitude numeric NOT NULL
);
COMMENT ON TABLE airports IS 'Airports of the United States.';

CREATE TABLE flights (
    origin text NOT NULL,
    destination text NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (origin, destination)
);
COMMENT ON TABLE flights IS 'Domestic flights of 2008 by route.';

CREATE TABLE employment (
    month date PRIMARY KEY,
    nonfarm numeric,
    private numeric,
    goods_producing numeric,
    service_providing numeric,
    private_service_providing numeric,
    mining_and_logging numeric,
    construction numeric,
    manufacturing numeric,
    durable_goods numeric,
    nondurable_goods numeric,
    trade_transportation_utilities numeric,
    wholesale_trade numeric,
    retail_trade numeric,
    transportation_and_warehousing numeric,
    utilities numeric,
    information numeric,
    financial_activities numeric,
    professional_and_business_services numeric,
    education_and_health_services numeric,
    leisure_and_hospitality numeric,
    other_services numeric,
    government numeric,
    nonfarm_change numeric
);
COMMENT ON TABLE employment IS 'Employees in the United States by industry, thousands, seasonally adjusted, 2006 to 2015.';

CREATE TABLE countries (
    country text NOT NULL,
    year integer NOT NULL,
    population bigint NOT NULL,
    life_expectancy numeric NOT NULL,
    children_per_woman numeric NOT NULL,
    cluster integer NOT NULL,
    PRIMARY KEY (country, year)
);
COMMENT ON TABLE countries IS 'Population, life expectancy and fertility of 62 countries, every five years from 1955 to 2005.';

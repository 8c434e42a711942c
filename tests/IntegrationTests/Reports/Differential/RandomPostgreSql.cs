namespace ReportScheduler.IntegrationTests.Reports.Differential;

/// <summary>Queries as PostgreSQL takes them (sections 4.1 and 9 of its manual).</summary>
internal sealed class RandomPostgreSql(int seed) : RandomSql(seed)
{
    protected override string From => $"{Space()}FROM (SELECT 'v'::text AS a$b, 7 AS _p) AS x";

    protected override string Expression() => Pick(
        Literal(), Literal(), Literal(), Parameter(), Parameter(),
        $"({Literal()}{Space()}||{Space()}{Parameter()})",
        $"{Parameter()}||{Literal()}",
        "x.a$b", "a$b", "x._p", "1.5e3", "_p::int", "2-1--@p '\n",
        $"ARRAY[({Parameter()})::text,{Space()}{Literal()}]::text",
        "ARRAY[1]<@ARRAY[1,2]", "ARRAY[1,2] @> ARRAY[1]", "'a b'::tsvector @@ 'a'::tsquery", "@ -5", "@ 5", "'{\"p\":1}'::jsonb->>'p'",
        "'{\"p\":1}'::jsonb @? '$.p'", "1<2", "2 - -1", "3/-1", "2*3");

    protected override string Comment() => Pick(
        $"--{Junk(["'", "\"", "/*", "*/"], "\n")}\n",
        "--\r",
        $"/*{Junk(["'", "\""], "/", "*")}*/",
        $"/*{Junk(["'"], "/", "*")}/*{Junk(["\""], "/", "*")}*/{Junk(["'"], "/", "*")}*/");

    protected override string Name() => Pick("v", "a$b", $"\"n{Junk(["'", "\"\"", "/*", "\\"], "\"\"\"")}\"", $"U&\"n{Junk(["'", "/*"])}\"");

    private string Parameter() => Pick("@p::text", "(@p)::text", "@P ::text", $"@p{Space()}::text", "CAST(@p AS text)", "1+@p::int", "-@p::int", "2*@p::int", "(1<@p::int)", "@p::text");

    private string Literal() => Pick(
        $"'{Junk(["''", "\"", "/*", "*/", "\\"])}'",
        $"E'{Junk(["''", "\\'", "\\\\", "\"", "/*"])}'",
        $"e'{Junk(["\\'"])}'{Pick("\n", " \n\t", " -- c'\n ")}'{Junk(["\\'", "\\\\", "''"])}'",
        $"'{Junk(["\\"])}'\n'{Junk(["\\", "''"])}'",
        $"$${Junk(["'", "\"", "/*", "\\"], "$", "$$", "$q$")}$$",
        $"$q${Junk(["'", "\"", "/*", "\\"], "$q$")}$q$",
        $"$é_1${Junk(["'", "/*"])}$é_1$",
        $"U&'{Junk(["''", "/*"])}'",
        $"N'{Junk(["''"])}'",
        "B'01'::text", "X'1F'::text");
}

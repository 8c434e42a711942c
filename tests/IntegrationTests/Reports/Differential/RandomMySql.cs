namespace ReportScheduler.IntegrationTests.Reports.Differential;

/// <summary>Queries as MySQL and MariaDB take them, without the mode ANSI_QUOTES.</summary>
internal sealed class RandomMySql(int seed) : RandomSql(seed)
{
    protected override string From => $"{Space()}FROM (SELECT 'v' AS a$b, 7 AS _p) AS x";

    protected override string Expression() => Pick(
        Literal(), Literal(), Literal(), Parameter(), Parameter(),
        $"concat({Literal()}{Space()},{Space()}{Parameter()})",
        $"({Parameter()}={Literal()})",
        "x.a$b", "a$b", "x.`a$b`", "1.5e3", "2-1", "2--1", "2 - -1", "3/-1", "7%4", "1<2", "1<=>1", "hex(0x41)", "hex(X'41')", "hex(b'01000001')", "1||0", "!0", "~0");

    protected override string Comment() => Pick(
        $"-- {Junk(["'", "\"", "`", "/*", "*/"], "\n", "\r")}\n",
        "--\n",
        $"#{Junk(["'", "\"", "`", "/*", "*/"], "\n", "\r")}\n",
        $"/*{Junk(["'", "\"", "`", "/*"], "/", "*", "!")}{Pick("", "*")}*/",
        $"/*+ {Junk(["'", "\"", "`"], "/", "*")}*/");

    protected override string Name() => Pick("v", "a$b", $"`n{Junk(["'", "\"", "``", "/*"])}n`", $"'n{Junk(["\"", "''", "\\'", "\\\\"])}n'");

    private string Parameter() => Pick("@p", "(@p)", "@P ", "CAST(@p AS CHAR)", "1+@p", "-@p", "2*@p", "(1<@p)", "1-@p", $"@p{Space()}+1");

    private string Literal() => Pick(
        $"'{Junk(["''", "\\'", "\\\\", "\"", "`", "/*"])}'",
        $"\"{Junk(["\"\"", "\\\"", "\\\\", "'", "`", "/*"])}\"",
        $"'{Junk(["\\'"])}'{Pick(" ", "\n", " /* ' */ ")}'{Junk(["''", "\\\\"])}'",
        $"N'{Junk(["''", "\\'"])}'",
        $"_utf8mb4'{Junk(["\\'"])}'");
}

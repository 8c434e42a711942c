using ReportScheduler.DevHost;
using ReportScheduler.DevHost.CommandLine;

namespace ReportScheduler.IntegrationTests.DevHost.CommandLine;

public sealed class DevHostCommandLineTests
{
    [Fact]
    public void Parse_NoArguments_GivesTheDefaults() =>
        DevHostCommandLine.Parse([]).Should().Be(new DevHostOptions { Port = 8080, DataFolder = null, Demo = true });

    [Theory]
    [InlineData("--port", "9000", "--data", "/somewhere", "--no-demo", "--no-ui", "--verbose")]
    [InlineData("--data=/somewhere", "--no-ui", "--verbose", "--port=9000", "--no-demo")]
    public void Parse_AllOptions_AreRead(params string[] arguments) =>
        DevHostCommandLine.Parse(arguments).Should().Be(
            new DevHostOptions { Port = 9000, DataFolder = "/somewhere", Demo = false, UserInterface = false, Verbose = true });

    [Theory]
    [InlineData("Unknown option '--prot'; --help lists the options.", "--prot", "9000")]
    [InlineData("Unknown option 'extra'; --help lists the options.", "extra")]
    [InlineData("Unknown option '--no-demo=yes'; --help lists the options.", "--no-demo=yes")]
    [InlineData("--port needs a value; --help shows how.", "--port")]
    [InlineData("--data needs a value; --help shows how.", "--data", "--no-demo")]
    [InlineData("--port must be a number from 1 to 65520, not 'http'.", "--port", "http")]
    [InlineData("--port must be a number from 1 to 65520, not '65521'.", "--port=65521")]
    [InlineData("--port must be a number from 1 to 65520, not '0'.", "--port=0")]
    public void Parse_ArgumentThatCannotBeUsed_SaysSoInOneSentence(string sentence, params string[] arguments)
    {
        var parse = () => DevHostCommandLine.Parse(arguments);

        parse.Should().Throw<UsageException>().WithMessage(sentence);
    }

    [Fact]
    public async Task RunAsync_UnknownOption_WritesOneLineToErrorsAndExitsWith2()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var exitCode = await DevHostProgram.RunAsync(["--prot"], output, errors);

        exitCode.Should().Be(2);
        output.ToString().Should().BeEmpty();
        errors.ToString().Should().Be("Unknown option '--prot'; --help lists the options." + Environment.NewLine);
    }

    [Fact]
    public async Task RunAsync_Help_ListsOptionsAndPortsAndExitsWith0()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var exitCode = await DevHostProgram.RunAsync(["--help"], output, errors);

        exitCode.Should().Be(0);
        output.ToString().Should().ContainAll("--port", "--data", "--no-demo", "--no-ui", "--verbose", "+5  PostgreSQL", "+14, +15  sidecar of Worker");
        errors.ToString().Should().BeEmpty();
    }
}

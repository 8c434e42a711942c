using System.Net;
using System.Net.Sockets;
using ReportScheduler.DevHost;
using ReportScheduler.DevHost.Ports;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DevHost.Ports;

public sealed class PortPlanTests
{
    [Theory]
    [InlineData(0, "UI and API")]
    [InlineData(3, "Worker")]
    [InlineData(11, "sidecar of Api")]
    public void EnsureFree_OnePortIsTaken_NamesIt(int offset, string name)
    {
        var first = FreePorts.TakeBlock(16);
        using var other = new TcpListener(IPAddress.Loopback, first + offset);
        other.Start();

        var check = () => new PortPlan(first).EnsureFree();

        check.Should().Throw<DevHostException>().WithMessage($"Port {first + offset} ({name}) is in use: *--port.");
    }

    [Fact]
    public void EnsureFree_AllPortsAreFree_Passes()
    {
        var check = () => new PortPlan(FreePorts.TakeBlock(16)).EnsureFree();

        check.Should().NotThrow();
    }
}

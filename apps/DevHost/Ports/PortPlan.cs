using System.Net;
using System.Net.Sockets;

namespace ReportScheduler.DevHost.Ports;

/// <summary>The ports of one DevHost, all on loopback, counted from the one the developer chooses.</summary>
public sealed class PortPlan(int first)
{
    private const int Count = 16;

    /// <summary>The highest port that leaves room for the others.</summary>
    public const int HighestFirst = IPEndPoint.MaxPort - Count + 1;

    /// <summary>UI and API.</summary>
    public PortUse Gateway { get; } = new("UI and API", first);

    /// <summary>The app report-api.</summary>
    public PortUse Api { get; } = new("Api", first + 1);

    /// <summary>The app report-scheduler.</summary>
    public PortUse Scheduler { get; } = new("Scheduler", first + 2);

    /// <summary>The app report-worker.</summary>
    public PortUse Worker { get; } = new("Worker", first + 3);

    /// <summary>Webhook receiver and mail view.</summary>
    public PortUse Inbox { get; } = new("development inbox", first + 4);

    /// <summary>PostgreSQL, where DevHost starts one.</summary>
    public PortUse Postgres { get; } = new("PostgreSQL", first + 5);

    /// <summary>The sidecar's HTTP port for Api; its gRPC port is the next one.</summary>
    public PortUse ApiSidecar { get; } = new("sidecar of Api", first + 10);

    /// <summary>The sidecar's HTTP port for Scheduler; its gRPC port is the next one.</summary>
    public PortUse SchedulerSidecar { get; } = new("sidecar of Scheduler", first + 12);

    /// <summary>The sidecar's HTTP port for Worker; its gRPC port is the next one.</summary>
    public PortUse WorkerSidecar { get; } = new("sidecar of Worker", first + 14);

    /// <summary>Lists the ports for the usage, one a line.</summary>
    public static string Describe(string indent)
    {
        var plan = new PortPlan(0);
        PortUse[] single = [plan.Gateway, plan.Api, plan.Scheduler, plan.Worker, plan.Inbox, plan.Postgres];
        PortUse[] pairs = [plan.ApiSidecar, plan.SchedulerSidecar, plan.WorkerSidecar];
        return string.Join('\n', single.Select(use => $"{indent}+{use.Number}  {use.Name}")
            .Concat(pairs.Select(use => $"{indent}+{use.Number}, +{use.Number + 1}  {use.Name}: HTTP, gRPC")));
    }

    /// <summary>Makes sure that nothing listens on the ports, except on PostgreSQL's: whoever starts it looks for himself.</summary>
    /// <exception cref="DevHostException">One is taken; the message names it.</exception>
    public void EnsureFree()
    {
        foreach (var use in new[] { Gateway, Api, Scheduler, Worker, Inbox })
            EnsureFree(use);
        foreach (var use in new[] { ApiSidecar, SchedulerSidecar, WorkerSidecar })
        {
            EnsureFree(use);
            EnsureFree(use with { Number = use.Number + 1 });
        }
    }

    /// <summary>Makes sure that nothing listens on a port.</summary>
    /// <exception cref="DevHostException">Something does, or the port is not allowed to this user.</exception>
    public static void EnsureFree(PortUse use)
    {
        using var listener = new TcpListener(IPAddress.Loopback, use.Number);
        try
        {
            listener.Start();
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new DevHostException($"Port {use.Number} ({use.Name}) is not allowed to this user: choose others with --port.", problem);
        }
        catch (SocketException problem)
        {
            throw new DevHostException(
                $"Port {use.Number} ({use.Name}) is in use: stop the program that listens there, or choose other ports with --port.",
                problem);
        }
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace Dapr.Workflow.Registration;

/// <summary>A workflow or an activity by name: a shared instance around a function, or a class made anew by the container.</summary>
internal sealed record Registered<T>(Type? ImplementationType, T? Shared)
    where T : class
{
    public static Registered<T> Instance(T shared) => new(null, shared);

    public static Registered<T> Type(Type implementationType) => new(implementationType, null);

    public T Resolve(IServiceProvider scope) => Shared ?? (T)scope.GetRequiredService(ImplementationType!);
}

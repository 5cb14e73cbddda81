package io.cdmaa.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handlers of the operating system's signals. Java has them in the module {@code jdk.unsupported}
 * only, which is named here by reflection because the compiler warns of any other use.
 */
final class Signals {
  private Signals() {}

  /**
   * Handles a signal, unless the process was started to ignore it, as in the background of a
   * script.
   *
   * @param name without "SIG"
   * @param handler called in a thread of its own each time that the signal arrives
   * @return whether this Java can handle it
   */
  static boolean handle(String name, Runnable handler) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Object ignoring = handlerType.getField("SIG_IGN").get(null);
      InvocationHandler calls =
          (proxy, method, args) -> {
            if (method.getName().equals("handle")) {
              handler.run();
              return null;
            }
            // The map of handlers compares them.
            return switch (method.getName()) {
              case "equals" -> proxy == args[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> name;
            };
          };
      Object own =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
      var handle = signalType.getMethod("handle", signalType, handlerType);
      if (ignoring.equals(handle.invoke(null, signal, own))) {
        handle.invoke(null, signal, ignoring);
      }
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Another Java, or one that was told to leave signals alone (-Xrs).
      return false;
    }
  }
}

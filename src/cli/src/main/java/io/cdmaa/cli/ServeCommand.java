package io.cdmaa.cli;

import io.cdmaa.PhotoProtector;
import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.io.Json;
import io.cdmaa.server.PhotoServer;
import io.cdmaa.server.ServerSettings;
import io.cdmaa.transform.Transform;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the service with its page for browsers. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serves a page that protects photos, and an HTTP API.",
      "Listens on this machine only, unless --bind says otherwise. Ctrl-C ends it; photos that are"
          + " not done by then are taken up at the next start."
    },
    footer = {"", "Example: cdmaa serve --models bundled", "Then open http://127.0.0.1:8080/."})
final class ServeCommand implements Callable<Integer> {
  /** What a platform does to a posted photo. */
  private static final String POSTED = "jpeg:85";

  private static final long LOOK_MILLISECONDS = 50;

  /** For the process to end, after the photos in progress. */
  private static final Duration END = Duration.ofSeconds(5);

  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions models;
  @Mixin private ServerOptions server;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Number of photos at a time, each with its share of the threads. Needs N times the"
              + " memory. Default: ${DEFAULT-VALUE}.")
  private int lanes;

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE",
      converter = MemorySize.Converter.class,
      description = "Memory limit, for instance 3G or 900M. Default: no limit.")
  private MemorySize memoryBudget;

  @Mixin private ArithmeticOption arithmetic;
  @Mixin private AttackOptions attack;
  @Mixin private OutputOptions print;

  ServeCommand(Console console) {
    this.console = console;
  }

  /** The JSON output, once the service is ready. */
  record Listening(String address) {}

  @Override
  public Integer call() {
    print.configureLogging();
    ServerSettings settings = server.settings(spec);
    AttackOptions.require(spec, lanes >= 1 && lanes <= 64, "--lanes", lanes, "from 1 to 64");
    if (attack.mask().isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--mask belongs to one photo, so a service has none; leave it out");
    }
    PhotoProtectorBuilder builder = PhotoProtector.builder().lanes(lanes);
    models.configure(builder, spec);
    attack.configure(builder, spec, Optional.of(List.of(Transform.parse(POSTED))));
    arithmetic.configure(builder);
    if (memoryBudget != null) {
      builder.memoryBudget(memoryBudget.bytes());
    }
    Interruption interruption = console.interruption();
    interruption.allow(settings.drain().plus(END));
    try (PhotoServer running = PhotoServer.start(builder.build(), settings)) {
      String address = "http://" + literal(settings.address()) + ":" + running.port() + "/";
      if (print.human()) {
        console.out().println("The service listens on " + address);
      }
      while (!running.ready() && !interruption.requested()) {
        running.failure().ifPresent(ServeCommand::raise);
        Thread.sleep(LOOK_MILLISECONDS);
      }
      if (running.ready()) {
        print.note(console, "Ready; open " + address + " in a browser. Ctrl-C ends the service.");
        if (print.json()) {
          console.out().println(Json.line(new Listening(address)));
        }
      }
      interruption.await();
      print.note(
          console, "Ending; photos in progress have " + settings.drain().toSeconds() + " s.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCodes.DONE;
  }

  private static void raise(RuntimeException e) {
    throw e;
  }

  private static String literal(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }
}

package io.cdmaa.server;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.PhotoProtector;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that protects photos over HTTP, with a page for browsers. {@code openapi.yaml}, which
 * it serves, describes its API.
 *
 * <p>Jobs are kept in a folder, so that those accepted outlive the process: the next service on the
 * same folder finishes them. {@link #close} lets running photos finish, within a time limit.
 */
public final class PhotoServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PhotoServer.class);
  private static final int THREADS = 250;

  /** Leaves threads to Jetty itself and to questions for the state of the service. */
  private static final int REQUESTS = 200;

  private static final long TIDY = 500;
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final PhotoProtector protector;
  private final ServerSettings settings;
  private final JobFolder folder;
  private final JobStore store;
  private final Lanes lanes;
  private final EventStreams events;
  private final Metrics metrics = new Metrics();
  private final Server jetty;
  private final ServerConnector connector;
  private final Routes routes;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(PhotoServer::daemon);

  private PhotoServer(
      PhotoProtector protector, ServerSettings settings, JobFolder folder, Clock clock) {
    this.protector = protector;
    this.settings = settings;
    this.folder = folder;
    Limits limits = settings.limits();
    Pace pace = new Pace();
    DiskBudget disk = new DiskBudget(limits.disk());
    ResultSize resultSize = new ResultSize();
    store = new JobStore(folder, limits, clock, pace, disk, resultSize);
    lanes = new Lanes(protector, store, clock, pace, resultSize, metrics);
    Views views = new Views(store, pace);
    events = new EventStreams(store, views, limits.streams());
    ServletContextHandler context = new ServletContextHandler();
    Deadlines deadlines = new Deadlines(limits.upload());
    deadlines.setHandler(
        new Linger(deadlines, 2 * limits.bytes(), new RequestLimit(REQUESTS, context)));
    Intake intake = new Intake(store, limits, disk, deadlines);
    Api api = new Api(protector, store, limits, clock, views, metrics, intake);
    routes =
        Routes.of(
            api,
            new Faces(intake, limits.uploads()),
            new Results(store),
            events,
            new Operations(this::ready, metrics));
    Javalin app = Javalin.create(this::configure);
    context.addServlet(new ServletHolder(app.javalinServlet()), "/*");
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("cdmaa-http");
    threads.setDaemon(true);
    jetty = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
    connector.setHost(settings.address());
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE.toMillis());
    connector.addBean(deadlines);
    jetty.addConnector(connector);
    jetty.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    jetty.setHandler(deadlines);
    jetty.setErrorHandler(new PlainErrors());
    ScheduledFuture<?> unused =
        keeper.scheduleWithFixedDelay(() -> tidy(deadlines), TIDY, TIDY, TimeUnit.MILLISECONDS);
    metrics.gauge("cdmaa.queue.jobs", "Photos that wait", store::waiting);
    metrics.gauge("cdmaa.running.jobs", "Photos in progress", () -> store.running().size());
    metrics.gauge("cdmaa.streams", "Open event streams", events::open);
    metrics.gauge("cdmaa.disk.bytes", "Bytes on disk, reserved ones included", disk::used);
    metrics.gauge("cdmaa.ready", "1 if photos are being protected", () -> ready() ? 1 : 0);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "cdmaa-keeper");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts a service. It listens at once; {@link #ready} tells when each lane of the protector has
   * opened its sessions.
   *
   * @param protector closed with the service
   * @throws CdmaaException if the port or the folder cannot be used
   */
  public static PhotoServer start(PhotoProtector protector, ServerSettings settings) {
    return start(protector, settings, Clock.systemUTC());
  }

  static PhotoServer start(PhotoProtector protector, ServerSettings settings, Clock clock) {
    PhotoServer server;
    try {
      server = new PhotoServer(protector, settings, JobFolder.open(settings.data()), clock);
      server.store.recover();
    } catch (IOException e) {
      protector.close();
      throw unusable(settings, e);
    }
    try {
      server.jetty.start();
    } catch (Exception e) { // declared by Jetty's life cycle
      server.close();
      throw new CdmaaException(
          ErrorReason.SETTING,
          "The service cannot listen on "
              + settings.address()
              + " port "
              + settings.port()
              + whyNot(e),
          e);
    }
    server.lanes.start();
    return server;
  }

  /** Returns the end of the sentence that tells why an address cannot be listened on. */
  private static String whyNot(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException) {
        return "; there is no such address, so check its spelling";
      }
      String text = String.valueOf(at.getMessage());
      if (text.contains("Cannot assign requested address")) {
        return "; this machine does not have the address, so choose another one";
      }
      if (text.contains("Permission denied")) {
        return "; only root may use this port, so choose one from 1024 on";
      }
    }
    return "; another program may use it, so choose another port";
  }

  private static CdmaaException unusable(ServerSettings settings, IOException e) {
    String why;
    if (e instanceof JobFolder.FolderInUseException) {
      why = " belongs to a service that is running; stop that one or choose another folder";
    } else if (e instanceof JobFolder.ForeignFolderException) {
      why = " holds other files, and a service deletes what it finds; choose an empty folder";
    } else {
      why = " for the jobs cannot be used (" + Causes.of(e) + "); choose another folder";
    }
    return new CdmaaException(
        ErrorReason.SERVICE_FOLDER, settings.data(), "The folder " + settings.data() + why, e);
  }

  private void configure(JavalinConfig config) {
    Page page = new Page();
    Guard guard = new Guard(settings);
    config.startup.showJavalinBanner = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    // Photos do not shrink, the rest is small, and the length of a file is stated.
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.routes.before(guard::check);
    config.routes.after(ctx -> metrics.answered(ctx.method().name(), ctx.statusCode()));
    for (Routes.Route route : routes.all()) {
      config.routes.addHttpHandler(route.method(), route.path(), route.handler());
    }
    page.paths().forEach(path -> config.routes.get(path, page::send));
    config.routes.exception(Refusal.class, (e, ctx) -> Answers.refusal(ctx, e));
    config.routes.exception(CdmaaException.class, (e, ctx) -> Answers.problem(ctx, Problem.of(e)));
    config.routes.exception(
        HttpResponseException.class,
        (e, ctx) ->
            Answers.problem(
                ctx,
                e.getStatus() == ProblemKind.METHOD.status()
                    ? Problem.of(
                        ProblemKind.METHOD, "This path has other methods; see /openapi.yaml")
                    : Problem.of(
                        ProblemKind.NOT_FOUND, "There is nothing here; see /openapi.yaml")));
    config.routes.exception(
        IOException.class,
        (e, ctx) -> {
          LOG.debug("A request or answer broke off ({})", e.toString());
          Answers.problem(
              ctx,
              Problem.of(
                  ProblemKind.MALFORMED, "The request ended too early; send all of the photo"));
        });
    config.routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("A request failed", e);
          Answers.problem(
              ctx, Problem.of(ProblemKind.UNEXPECTED, "The service failed; see its log"));
        });
  }

  /** Closes connections that are too late and deletes expired photos. */
  private void tidy(Deadlines deadlines) {
    try {
      deadlines.enforce();
      store.sweep();
    } catch (RuntimeException e) { // which would end the schedule
      LOG.warn("Expired photos cannot be deleted", e);
    }
  }

  /** Returns the port that the service listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Returns whether each lane has opened its sessions and photos are being protected. */
  public boolean ready() {
    return lanes.ready() && !store.closed();
  }

  /** Returns why no photo can be protected, if so. */
  public Optional<RuntimeException> failure() {
    return lanes.failure();
  }

  Routes routes() {
    return routes;
  }

  /**
   * Stops the service: refuses new photos, lets those in progress finish within the time of the
   * settings, and leaves all others in the folder for the next start.
   */
  @Override
  public void close() {
    store.close();
    try {
      lanes.drain(settings.drain());
      events.close();
      jetty.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) { // declared by Jetty's life cycle
      LOG.warn("The service did not stop in order", e);
    } finally {
      keeper.shutdownNow();
      metrics.close();
      protector.close();
      try {
        folder.close();
      } catch (IOException e) {
        LOG.warn("The folder of the jobs cannot be released ({})", e.toString());
      }
    }
  }
}

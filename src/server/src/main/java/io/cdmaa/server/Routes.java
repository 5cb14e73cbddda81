package io.cdmaa.server;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;

/** The methods and paths of the service, all in one place. */
record Routes(List<Route> all) {
  /** Ends the path of the event streams. */
  static final String EVENTS = "/events";

  static final String API = "/api/v1";
  private static final String JOB = API + "/jobs/{id}";

  /**
   * One method of one path.
   *
   * @param path with parameters in braces
   */
  record Route(HandlerType method, String path, Handler handler) {}

  static Routes of(
      Api api, Faces faces, Results results, EventStreams events, Operations operations) {
    List<Route> all = new ArrayList<>();
    all.add(new Route(HandlerType.GET, API + "/generators", api::generators));
    all.add(new Route(HandlerType.GET, API + "/limits", api::limits));
    all.add(new Route(HandlerType.POST, API + "/faces", faces::find));
    all.add(new Route(HandlerType.POST, API + "/jobs", api::submit));
    all.add(new Route(HandlerType.GET, JOB, api::job));
    all.add(new Route(HandlerType.DELETE, JOB, api::delete));
    all.add(new Route(HandlerType.GET, JOB + EVENTS, events::stream));
    all.add(new Route(HandlerType.GET, JOB + "/photo", results::photo));
    all.add(new Route(HandlerType.GET, JOB + "/original", results::original));
    all.add(new Route(HandlerType.GET, JOB + "/verdict", results::verdict));
    all.add(new Route(HandlerType.GET, JOB + "/report", results::report));
    all.add(new Route(HandlerType.GET, JOB + "/fakes/{number}/{side}", results::fake));
    all.add(new Route(HandlerType.GET, "/healthz", operations::health));
    all.add(new Route(HandlerType.GET, "/readyz", operations::readiness));
    all.add(new Route(HandlerType.GET, "/metrics", operations::metrics));
    return new Routes(List.copyOf(all));
  }
}

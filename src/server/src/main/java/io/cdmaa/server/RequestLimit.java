package io.cdmaa.server;

import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Keeps threads free for the questions that monitors ask: all other requests together may occupy so
 * many at a time, however slowly their clients send or read.
 */
final class RequestLimit extends Handler.Wrapper {
  private final Semaphore places;

  /**
   * @param most requests in progress, besides those for the state of the service
   */
  RequestLimit(int most, Handler next) {
    super(next);
    places = new Semaphore(most);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (Guard.OPEN.contains(Request.getPathInContext(request))) {
      return super.handle(request, response, callback);
    }
    if (!places.tryAcquire()) {
      Problem problem =
          Problem.of(
              ProblemKind.UNAVAILABLE, "Too many requests are in progress; try again shortly");
      response.setStatus(problem.status());
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
      Content.Sink.write(response, true, Json.text(problem), callback);
      return true;
    }
    boolean handled = false;
    try {
      handled =
          super.handle(request, response, Callback.from(callback, (Runnable) places::release));
      return handled;
    } finally {
      if (!handled) {
        places.release();
      }
    }
  }
}

package io.cdmaa.server;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers requests that Jetty itself refuses, without its page and its name. */
final class PlainErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    boolean ours = status >= ProblemKind.UNEXPECTED.status();
    ProblemKind kind = ours ? ProblemKind.UNEXPECTED : ProblemKind.MALFORMED;
    String detail =
        ours
            ? "The service failed; see its log"
            : "The request cannot be understood; see /openapi.yaml";
    Problem problem = new Problem(kind.type(), kind.title(), status, detail, null);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    Content.Sink.write(response, true, Json.text(problem), callback);
    return true;
  }
}

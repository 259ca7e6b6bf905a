"""The demo's pilot: follows a route, goes round things, waits for persons. A real robot brings its own."""

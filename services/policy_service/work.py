"""What the policy service does beside its requests: what falls due becomes a case, and patterns are looked for."""

from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

from services.policy_service.benefits.finding import Finder
from services.policy_service.collection.runs import RenewalWorker
from services.policy_service.pattern_watch import PatternWatch
from shared.files import open_files
from shared.jobs import beside


def prepare(app: FastAPI) -> None:
    app.state.files = open_files(app.state.settings, "policy_service")
    app.state.renewals = RenewalWorker(app.state.sessions)
    app.state.benefits = Finder(app.state.sessions)
    app.state.patterns = PatternWatch(app.state.sessions)
    daily = (app.state.renewals, app.state.benefits, app.state.patterns)
    app.state.day_runs = tuple(each.catch_up for each in daily)


def working(app: FastAPI) -> AbstractAsyncContextManager[None]:
    state = app.state
    jobs = {"renewals": state.renewals.run, "benefits": state.benefits.run, "patterns": state.patterns.run}
    return beside(app, "work", jobs)

"""How many queries an answer took, said in a header to whoever asks for it; the portal and the floor both have it."""

from django.db import connection

ASKED, TOLD = "X-Count-Queries", "X-Queries"
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class QueriesMiddleware:
    """Counts where the request asks for it, and does nothing else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ASKED not in request.headers:
            return self.get_response(request)
        statements = []

        def count(execute, sql, params, many, context):
            statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[TOLD] = sum(not sql.startswith(NOT_COUNTED) for sql in statements)
        return response

# syntax=docker/dockerfile:1
# The image of one service: docker build --build-arg APP=users --tag ecomm/users . Its jobs are commands of the same image:
# docker run ecomm/users bun bin/migrate.js. What it holds: docs/deploy.md.
ARG BUN_VERSION=1.4.5

FROM oven/bun:${BUN_VERSION}-slim AS build
WORKDIR /workspace
COPY . .
RUN --mount=type=cache,target=/root/.bun/install/cache bun install --frozen-lockfile --ignore-scripts
ARG APP
RUN bun run --cwd "apps/${APP}" build --output /app

FROM oven/bun:${BUN_VERSION}-slim
# Process 1 of the container: the kernel keeps from it the signal by which a service that hangs ends itself (ADR 21).
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends tini=0.19.* \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app ./
ARG APP
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ecomm ${APP}" \
      org.opencontainers.image.description="The ${APP} service of Ecomm" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0 GRPC_HOST=0.0.0.0 LOG_FORMAT=json
# bun, of the base image, by number: so Kubernetes can tell that it is not root. Nothing is written: the root may be read-only.
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["bun", "bin/healthcheck.js"]
ENTRYPOINT ["tini", "--"]
CMD ["bun", "bin/main.js"]

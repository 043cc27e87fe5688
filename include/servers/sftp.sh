#!/bin/sh
# sshd wants its key closed to all but itself; a mounted secret is not.
set -eu
mkdir -p /run/sshd
install -m 600 /run/secrets/sftp_host_key /run/sshd/key
exec /usr/sbin/sshd -D -e -f /opt/sftp/sshd_config

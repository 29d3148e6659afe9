-- One database a service: none can reach into another's.
CREATE DATABASE intake;
CREATE DATABASE policy_service;
CREATE DATABASE claims;
CREATE DATABASE callback;
CREATE DATABASE metrics;
